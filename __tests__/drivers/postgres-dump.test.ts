import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type DumpedDatabase, dumpInspector } from '../../src/drivers/postgres/dump.js'
import { areAscii, propertiesSql } from '../../src/drivers/postgres/properties.js'
import { UserError } from '../../src/errors.js'
import { inspect, withByte } from './feed.js'

const fixture = (name: string) => readFileSync(`__tests__/fixtures/postgres/${name}`)

// What sample.sql puts into its tables, by the names that counts have.
const SAMPLE = {
  '"Odd schema".U&"weird "".name\\000awith; $(everything) é"': 4,
  'shop.base': 2,
  'shop.cache': 17,
  'shop.derived': 1,
  'shop.empty': 0,
  'shop.events_2025': 31,
  'shop.events_2026': 29,
  'shop.no_columns': 5,
  'shop.orders': 150,
  'large objects': 3
}

const VERSIONS = [
  { major: 13, format: '1.14' },
  { major: 15, format: '1.14' },
  { major: 16, format: '1.15' },
  { major: 17, format: '1.16' },
  { major: 18, format: '1.16' }
]

describe.each(VERSIONS)('a dump of Postgres $major', ({ major, format }) => {
  const dump = fixture(`sample-${major}.dump`)

  test.each([1, 7, 4096, dump.length])('is counted in pieces of %d bytes', (size) => {
    expect(inspect(dumpInspector(), dump, size).counts).toEqual(SAMPLE)
  })

  test('tells its versions', () => {
    expect(inspect(dumpInspector(), dump).details).toMatchObject({
      content: 'database',
      database: 'sample',
      archiveVersion: format,
      dumpVersion: expect.stringMatching(new RegExp(`^${major}\\.`)),
      serverVersion: expect.stringMatching(new RegExp(`^${major}\\.`)),
      tablespaces: [],
      extensions: []
    })
  })

  test('gives what belongs to the database itself', () => {
    const found = (inspect(dumpInspector(), dump).restore as DumpedDatabase).properties
    const properties = propertiesSql(found)
    expect(found.encoding).toBe('UTF8')
    expect(properties).not.toContain('client_encoding')
    expect(properties).toContain(`COMMENT ON DATABASE sample IS 'it''s a sample;\nwith two lines';`)
    expect(properties).toContain(`ALTER DATABASE sample SET "TimeZone" TO 'Antarctica/Troll';`)
    expect(properties).toContain('ALTER DATABASE sample CONNECTION LIMIT = 50;')
    expect(properties).toContain(`ALTER ROLE shop_owner IN DATABASE sample SET work_mem TO '5MB';`)
    expect(properties).toContain('GRANT CONNECT ON DATABASE sample TO "odd ""role""";')
    expect(properties).not.toMatch(/CREATE|COMMENT ON LARGE OBJECT/)
  })
})

describe('a dump in another encoding than UTF-8', () => {
  const { counts, restore } = inspect(dumpInspector(), fixture('latin1-17.dump'))
  const { properties } = restore as DumpedDatabase

  test('is counted', () => {
    expect(counts).toEqual({ 'public."Größe"': 1 })
  })

  test('has the server tell what belongs to the database, unless all encodings write it alike', () => {
    const sql = propertiesSql(properties)
    const told = [...sql.matchAll(/^SELECT convert_from\(decode\('(\w+)', 'hex'\), 'LATIN1'\) \\gexec$/gm)]
    const texts = told.map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
    expect(texts).toEqual([
      `COMMENT ON DATABASE "Lager" IS 'Größe';\n`,
      `ALTER DATABASE "Lager" SET "shop.tenant" TO 'Café';\nALTER DATABASE "Lager" SET search_path TO 'public';\n`
    ])
    expect(sql).toContain("SET standard_conforming_strings = 'on';\n")
    expect(sql).not.toContain('client_encoding')
    expect(areAscii(properties)).toBe(false)
  })
})

describe.each(['small-13.dump', 'small-17.dump'])('%s', (name) => {
  const dump = fixture(name)
  const counts = { 'public.t': 3, 'public.u': 0, 'large objects': 2 }

  test('is whole', () => {
    expect(inspect(dumpInspector(), dump).counts).toEqual(counts)
  })

  test('is not whole wherever it is cut', () => {
    for (let length = 0; length < dump.length; length += 1) {
      expect(() => inspect(dumpInspector(), dump.subarray(0, length))).toThrow(UserError)
    }
  })

  test('is not whole when something follows', () => {
    for (const more of ['\0', '\x01', '\x01\0\0\0\0\0', 'junk']) {
      expect(() => inspect(dumpInspector(), Buffer.concat([dump, Buffer.from(more)]))).toThrow(UserError)
    }
  })

  test('with a changed bit is refused, or is a dump of other names and texts with the same counts', () => {
    const rows = dump.indexOf('one\n')
    const texts = { from: rows, to: dump.indexOf('first') + 5 }
    for (let at = 0; at < dump.length; at += 1) {
      for (const bit of [0, 3, 7]) {
        const changed = withByte(dump, at, (byte) => byte ^ (1 << bit))
        let seen: Readonly<Record<string, number>>
        try {
          seen = inspect(dumpInspector(), changed).counts
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
          continue
        }
        // In the rows themselves only the hash of the artifact tells; a line break there is a row.
        if (at >= texts.from && at < texts.to) continue
        expect(Object.values(seen).sort()).toEqual(Object.values(counts).sort())
      }
    }
  })
})

describe('what is no dump', () => {
  test.each([
    ['nothing', ''],
    ['a message', 'pg_dump: error: connection failed\n'],
    ['a plain dump', '--\n-- PostgreSQL database dump\n--\n'],
    ['a banner before it', `Welcome!\n${fixture('small-17.dump').toString('latin1')}`]
  ])('%s', (_, text) => {
    expect(() => inspect(dumpInspector(), Buffer.from(text, 'latin1'))).toThrow(UserError)
  })

  test.each([
    [2, 17, 'has the format 2.17'],
    [1, 17, 'has the format 1.17, but 1.12 to 1.16 are known'],
    [1, 11, 'has the format 1.11']
  ])('the format %d.%d', (major, minor, message) => {
    const dump = withByte(
      withByte(fixture('small-17.dump'), 5, () => major),
      6,
      () => minor
    )
    expect(() => inspect(dumpInspector(), dump)).toThrow(message)
  })
})

describe('what pg_dump says on the way', () => {
  const dump = fixture('small-17.dump')

  test('is a warning', () => {
    const said = 'pg_dump: warning: there are circular foreign-key constraints\nsomething else\n'
    expect(inspect(dumpInspector(), dump, dump.length, said).warnings).toEqual([
      'pg_dump: warning: there are circular foreign-key constraints'
    ])
  })

  test('is a failure when it is an error, whatever the exit status', () => {
    const said = 'pg_dump: error: query failed: ERROR:  canceling statement\n'
    expect(() => inspect(dumpInspector(), dump, dump.length, said)).toThrow('query failed')
  })
})
