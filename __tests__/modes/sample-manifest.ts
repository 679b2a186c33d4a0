import type { Manifest } from '../../src/backup-set/manifest.js'

/** The manifest of a set of the stack `shop` whose only artifact, `db.dump`, has four bytes. */
export const sampleManifest = (id: string, change: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  tool: { name: 'predeploy-backup', version: '0' },
  stack: 'shop',
  id,
  phase: 'pre-deploy',
  partial: false,
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:00:01.000Z',
  host: 'local',
  tags: {},
  components: [
    {
      name: 'db',
      type: 'postgres',
      startedAt: '2026-11-21T10:00:00.000Z',
      finishedAt: '2026-11-21T10:00:01.000Z',
      consistency: 'snapshot',
      facts: {},
      artifacts: [
        { key: 'db.dump', compression: 'none', bytes: 4, storedBytes: 4, sha256: 'a'.repeat(64), counts: {} }
      ]
    }
  ],
  encryption: null,
  signature: null,
  ...change
})
