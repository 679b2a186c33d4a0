import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { postgres } from '../../src/drivers/postgres.js'
import { type Probed, probedPostgres } from './postgres-probed.js'

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
  const withFree = (bytes: number, limit: number) => () =>
    restoration({
      free: `/dev/sda1 1 1 ${Math.floor(bytes / 1024)} 1% /var`,
      'wal-limit': String(limit)
    })

  test('is for a tenth more than the data, the log and a reserve', () => {
    const enough = 1.1 * GIBIBYTE + 2 * GIBIBYTE + 512 * MEBIBYTE
    expect(withFree(enough + MEBIBYTE, 2 * GIBIBYTE)).not.toThrow()
    expect(withFree(enough - MEBIBYTE, 2 * GIBIBYTE)).toThrow('writes up to 2.0 GiB of log, and only 3.6 GiB')
    expect(withFree(enough - MEBIBYTE, GIBIBYTE)).not.toThrow()
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
