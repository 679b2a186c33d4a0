import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { postgres } from '../../src/drivers/postgres.js'
import { type Probed, probedPostgres } from './postgres-probed.js'
import { requireRoomFor } from './with-room.js'

const MEBIBYTE = 1024 * 1024
const GIBIBYTE = 1024 * MEBIBYTE

const found = (probed: Probed) =>
  postgres.component({ container: 'db', databases: ['app'] }).found(probedPostgres(probed))

// A database of 1 GiB.
const backup: ManifestComponent = {
  ...{ name: 'db', type: 'postgres', consistency: 'snapshot' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:01.000Z' },
  facts: {
    ...found({}).facts,
    databases: (found({}).facts['databases'] as object[]).map((each) => ({ ...each, bytes: GIBIBYTE }))
  },
  artifacts: [
    {
      ...{ part: 'app', key: 'app.dump', compression: 'none', bytes: 1, storedBytes: 1 },
      ...{ sha256: '0'.repeat(64), counts: {} },
      details: { content: 'database', tablespaces: [] }
    }
  ]
}

const restoration = (facts: NonNullable<Probed['facts']>) => found({ facts }).restoration(backup, 'run1')

describe('the room for a restore', () => {
  const TEBIBYTE = 1024 * GIBIBYTE
  const disk = (device: number, free: number, size = TEBIBYTE) =>
    `${device} /dev/sd 1 ${size / 1024} 1 ${Math.floor(free / 1024)} 1% /var`
  const withFree = (bytes: number, limit: number) => () =>
    requireRoomFor(
      restoration({ room: disk(9, bytes), 'log-room': disk(9, bytes), 'wal-limit': String(limit) })
    )

  test('is for a tenth more than the data, the log and a reserve', () => {
    const enough = 1.1 * GIBIBYTE + 2 * GIBIBYTE + 512 * MEBIBYTE
    expect(withFree(enough + MEBIBYTE, 2 * GIBIBYTE)).not.toThrow()
    expect(withFree(enough - MEBIBYTE, 2 * GIBIBYTE)).toThrow(
      expect.objectContaining({
        message: 'it: there is no room beside the old data: 3.6 GiB are needed, 3.6 GiB are free',
        remedy:
          'Make 1.0 MiB of room where the database app lies, and the server writes its log, up to 2.0 GiB.'
      })
    )
    expect(withFree(enough - MEBIBYTE, GIBIBYTE)).not.toThrow()
  })

  test('is asked of each disk for what comes to it', () => {
    const at = (data: number, log: number) => () =>
      requireRoomFor(
        restoration({ room: disk(9, data), 'log-room': disk(10, log), 'wal-limit': String(2 * GIBIBYTE) })
      )
    expect(at(2 * GIBIBYTE, 3 * GIBIBYTE)).not.toThrow()
    expect(at(GIBIBYTE, 3 * GIBIBYTE)).toThrow('1.6 GiB are needed, 1.0 GiB are free')
    expect(at(2 * GIBIBYTE, 2 * GIBIBYTE)).toThrow('2.5 GiB are needed, 2.0 GiB are free')
  })

  test('is asked of each quota, where data and log have their own on one disk', () => {
    const at = (data: number, log: number) => () =>
      requireRoomFor(
        restoration({
          room: disk(9, data),
          'log-room': disk(9, log, TEBIBYTE / 2),
          'wal-limit': String(2 * GIBIBYTE)
        })
      )
    expect(at(2 * GIBIBYTE, 3 * GIBIBYTE)).not.toThrow()
    expect(at(2 * GIBIBYTE, 2 * GIBIBYTE)).toThrow('2.5 GiB are needed, 2.0 GiB are free')
  })

  test('counts the log for the server that writes it', () => {
    const all = { room: disk(9, TEBIBYTE), 'log-room': disk(9, TEBIBYTE), 'wal-limit': '7' }
    const { container } = found({}).facts as { container: { id: string } }
    expect(restoration(all).outlook?.demands).toMatchObject([{ coming: { beside: 7, writer: container.id } }])
  })

  test.each([
    ['known', true, { room: disk(9, TEBIBYTE), 'log-room': disk(10, TEBIBYTE) }],
    ['not known of the data', false, { room: ' ', 'log-room': disk(10, TEBIBYTE) }],
    ['not known of the log', false, { room: disk(9, TEBIBYTE), 'log-room': ' ' }]
  ])('is %s', (_, known, facts) => {
    expect(restoration(facts).outlook?.roomKnown).toBe(known)
  })

  test('is asked of the disk of a tablespace for its databases', () => {
    const spaced = {
      ...backup,
      facts: {
        ...backup.facts,
        databases: (backup.facts['databases'] as object[]).map((each) => ({ ...each, tablespace: 'my fast' }))
      }
    }
    const into = (free: number) => () =>
      requireRoomFor(
        found({
          tablespaces: ['my fast'],
          facts: { room: disk(9, GIBIBYTE), 'tablespace-room': `"my fast"\t${disk(11, free)}` }
        }).restoration(spaced, 'run1')
      )
    expect(into(2 * GIBIBYTE)).not.toThrow()
    expect(into(GIBIBYTE)).toThrow('1.6 GiB are needed, 1.0 GiB are free')
  })

  test('is not asked where nobody knows', () => {
    expect(() => requireRoomFor(restoration({ room: ' ', 'log-room': undefined }))).not.toThrow()
  })
})

describe('a restore warns of a log that cannot go', () => {
  test.each([
    ['not where all is well', {}, []],
    [
      'where archiving fails',
      { 'archiving-fails': 'true' },
      [expect.stringContaining('fails to archive its log')]
    ],
    [
      'where nobody reads a slot',
      { 'idle-slot': '"old_standby"' },
      [expect.stringContaining('nobody reads the replication slot old_standby')]
    ]
  ])('%s', (_, facts, warnings) => {
    expect(restoration(facts).warnings).toEqual(warnings)
  })
})

describe('the room that old databases make', () => {
  const GIB = 1024 * 1024
  const disk = (device: number) => `${device} /dev/sd 1 ${GIB * 100} 1 ${GIB} 1% /var`
  const one = { room: disk(9), 'log-room': disk(9) }

  test.each([
    ['where all lies on one disk', {}, true],
    ['not where the log has its own', { facts: { ...one, 'log-room': disk(10) } }, false],
    [
      'not where tables may lie elsewhere',
      { tablespaces: ['fast'], facts: { ...one, 'tablespace-room': `"fast"\t${disk(11)}` } },
      false
    ],
    ['not of one that is closed on purpose', { databases: ['shop'], closed: ['app'] }, false],
    ['not where none is replaced', { databases: ['shop'] }, false]
  ] satisfies [string, Probed, boolean][])('%s', (_, probed, possible) => {
    const { withoutOld } = found({ facts: one, ...probed }).restoration(backup, 'run1')
    expect(withoutOld !== undefined).toBe(possible)
  })

  test('is what they are, unless something holds one', () => {
    const measure = found({ facts: one }).restoration(backup, 'run1').withoutOld?.measure
    const row = (holds: string | null) =>
      `database=${JSON.stringify({ name: 'app', bytes: 5, holds })}\nroom=${disk(9)}\n`
    expect(measure?.read(row(null))).toMatchObject([{ bytes: 5, fileSystem: { freeBytes: GIB * 1024 } }])
    expect(() => measure?.read(row('the replication slot feed'))).toThrow(
      'the replication slot feed holds the database app'
    )
    expect(() => measure?.read('')).toThrow('does not tell how large they are')
  })

  test('is made in the places of all that goes', () => {
    const cluster = postgres
      .component({ container: 'db' })
      .found(probedPostgres({ databases: ['app', 'later'], facts: one }))
    const { places, withoutOld } = cluster.restoration(
      { ...backup, facts: { ...backup.facts, covers: 'all' } },
      'run1'
    )
    expect(withoutOld?.restoration.places).toEqual(places)
    expect(places.join()).toContain('later')
  })
})
