import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  globalsInspector,
  missingRoles,
  statementsOfMissingRoles
} from '../../src/drivers/postgres/globals.js'
import { type Statement, splitStatements } from '../../src/drivers/postgres/statements.js'
import { UserError } from '../../src/errors.js'
import { inspect } from './feed.js'

const fixture = (major: number) => readFileSync(`__tests__/fixtures/postgres/globals-${major}.sql`)

describe.each([13, 15, 17])('the globals of Postgres %d', (major) => {
  const globals = fixture(major)

  test.each([1, 100, globals.length])('are counted in pieces of %d bytes', (size) => {
    const { counts, details } = inspect(globalsInspector(), globals, size)
    expect(counts).toEqual({ roles: 3, tablespaces: 0 })
    expect(details).toEqual({ content: 'globals' })
  })

  test('are not whole wherever they are cut', () => {
    for (let length = 0; length < globals.length - 5; length += 1) {
      expect(() => inspect(globalsInspector(), globals.subarray(0, length))).toThrow(UserError)
    }
  })

  test('put nothing secret into the manifest', () => {
    const { counts, details, warnings } = inspect(globalsInspector(), globals)
    expect(JSON.stringify({ counts, details, warnings })).not.toMatch(/SCRAM|md5/)
  })

  test('bring a missing role back with its attributes, password, comment, settings and memberships', () => {
    const statements = statementsOfMissingRoles(found(globals), ['app'])
    expect(statements).toContain('CREATE ROLE "odd ""role""";')
    expect(statements).toContainEqual(expect.stringMatching(/^ALTER ROLE "odd ""role""" WITH .* PASSWORD '/))
    expect(statements).toContain(`COMMENT ON ROLE shop_owner IS 'owns; the shop''s tables';`)
    expect(statements).toContain(`ALTER ROLE shop_owner SET search_path TO 'shop', 'public';`)
    expect(statements).toContainEqual(expect.stringMatching(/^GRANT shop_owner TO "odd ""role"""/))
    expect(statements.filter((statement) => / app\b.* WITH /.test(statement))).toEqual([])
  })

  test('leave a role that exists as it is, but for its membership in one that is made', () => {
    const statements = statementsOfMissingRoles(found(globals), ['app', 'shop_owner'])
    expect(statements.filter((statement) => /ROLE shop_owner/.test(statement))).toEqual([])
    expect(statements.filter((statement) => statement.startsWith('GRANT'))).toHaveLength(1)
    expect(statementsOfMissingRoles(found(globals), ['app', 'shop_owner', 'odd "role"'])).toEqual([])
  })
})

test('what only notes the roles of a restore is no role to bring back', () => {
  const globals = splitStatements(
    "CREATE ROLE predeploy_made_roles_abc;COMMENT ON ROLE predeploy_made_roles_abc IS '[]';CREATE ROLE new;"
  )
  expect(statementsOfMissingRoles(globals, [])).toEqual(['CREATE ROLE new;'])
  expect(missingRoles(globals, ['old'])).toEqual(['new'])
})

describe('the statements', () => {
  const texts = (sql: string) => splitStatements(sql).map(({ text }) => text)

  test('end where a semicolon ends them, not where one is quoted', () => {
    expect(
      texts(`CREATE ROLE "a;b"; ALTER ROLE "a;b" SET x TO E'\\\\;''--'; -- no; more\nSELECT 1;`)
    ).toEqual([`CREATE ROLE "a;b";`, `ALTER ROLE "a;b" SET x TO E'\\\\;''--';`, 'SELECT 1;'])
  })

  test('hold no commands of psql', () => {
    expect(texts('\\restrict abc;\n\nSET a = 1;\n\\unrestrict abc;\n')).toEqual(['SET a = 1;'])
  })

  test('tell names from words', () => {
    expect(splitStatements('GRANT "TO" TO to_;')[0]?.tokens).toEqual([
      { kind: 'word', value: 'GRANT' },
      { kind: 'name', value: 'TO' },
      { kind: 'word', value: 'TO' },
      { kind: 'word', value: 'to_' }
    ])
  })

  test.each([
    ['a label', "SECURITY LABEL FOR selinux ON ROLE new IS 'x';", true],
    ['a right to a parameter', 'GRANT SET ON PARAMETER work_mem TO new;', true],
    ['a right to a tablespace, which may not exist', 'GRANT CREATE ON TABLESPACE fast TO new;', false],
    ['a tablespace', "CREATE TABLESPACE new OWNER app LOCATION '/x';", false],
    ['a membership in it', 'GRANT "new" TO old WITH ADMIN OPTION GRANTED BY app;', true],
    ['a membership of others', 'GRANT other TO old GRANTED BY new;', false]
  ])('of a missing role include %s: %s', (_, statement, included) => {
    const statements = statementsOfMissingRoles(splitStatements(`CREATE ROLE new;${statement}`), [
      'old',
      'other',
      'app'
    ])
    expect(statements.includes(statement)).toBe(included)
  })
})

const found = (globals: Buffer) => inspect(globalsInspector(), globals).restore as readonly Statement[]
