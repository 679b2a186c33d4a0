import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Outlook, Restoration } from '../../src/drivers/driver.js'
import { sh } from '../../src/host-script/script.js'
import { describeRestore, type SeenForRestore } from '../../src/modes/preview-restore.js'
import { previewInMarkdown, previewInText } from '../../src/report/preview.js'
import { tellRestore } from '../../src/report/preview-restore.js'
import { sampleManifest } from './sample-manifest.js'

const check = { script: sh`true`, judge: () => undefined }
const inspector = () => {
  throw new Error('is not asked')
}

const entryOf = (name: string): ManifestComponent => ({
  ...(sampleManifest('20261121T100000Z-000001').components[0] as ManifestComponent),
  name
})
const plannedOf = (name: string) => ({
  ...{ name, type: 'postgres', timeoutSeconds: 60 },
  component: { probe: sh`true`, found: inspector }
})

function restorationOf(entry: ManifestComponent, outlook: Outlook | undefined): Restoration {
  return {
    ...{ places: [], stops: [{ id: 'c0ffee', name: 'worker' }], count: check, verify: check },
    ...(outlook === undefined ? {} : { outlook }),
    stages: entry.artifacts.map((artifact) => ({ artifact, script: sh`cat`, inspector })),
    ...{ swap: () => sh`true`, undo: sh`true`, discard: sh`true` }
  }
}

const OUTLOOK: Outlook = {
  versions: { backup: 'Postgres 16.1', today: 'Postgres 17.2' },
  replaced: ['database shop (7.0 MiB)'],
  returning: ['database lost'],
  gone: ['database came_after'],
  kept: ['roles that exist'],
  demands: [
    {
      coming: { bytes: 1024 },
      fileSystem: { device: '1', bytes: 2 ** 40, freeBytes: 2 ** 30 },
      place: 'the database shop lies'
    }
  ],
  roomKnown: true
}

function beheld(outlook: Outlook | undefined = OUTLOOK): SeenForRestore {
  const [db, left] = [entryOf('db'), entryOf('left')]
  const manifest = sampleManifest('20261121T100000Z-000001', {
    components: [db, left],
    tags: { 'git-sha': 'abc123', 'run-url': 'https://ci/1' }
  })
  return {
    ...{ stack: 'shop', host: 'deploy@shop', safetyBackup: true, lacking: [], up: undefined },
    time: new Date('2026-11-21T10:05:00Z'),
    otherRuns: { holder: undefined, leasesLeft: false },
    restorable: {
      backup: { manifest, checksum: 'c'.repeat(64) },
      chosen: [{ planned: plannedOf('db'), entry: db }],
      tools: new Set(),
      found: [],
      quiet: [],
      kept: new Set(),
      components: [{ name: 'db', planned: plannedOf('db'), restoration: restorationOf(db, outlook) }],
      stops: [{ id: 'c0ffee', name: 'worker', action: 'stop', ill: false }],
      warnings: ['db: the log may grow']
    }
  }
}

const text = (of = beheld()) => previewInText(tellRestore(describeRestore(of)))

describe('the preview of a restore', () => {
  test('tells in a log all that would be done', () => {
    expect(text()).toBe(`Backup:
  20261121T100000Z-000001, made 2026-11-21T10:00:00.000Z, 5 min 0 s ago: 8 B stored
  phase pre-deploy, commit abc123, run https://ci/1
  made of shop on local, and restored as shop on deploy@shop
  4 B are downloaded, 4 B when decompressed, and staged beside the old data
  checksum ${'c'.repeat(64)}
Restored:
  component  type      downloaded  decompressed  in the backup  today
  db         postgres  4 B         4 B           Postgres 16.1  Postgres 17.2
What becomes of what is there:
  component
  db         replaced    database shop (7.0 MiB)
  db         comes back  database lost
  db         gone        database came_after
  db         stays       roles that exist
Left out of the restore:
  left
Stopped while old and new change places, in this order, and started again after it:
  worker
Room beside the old data:
  components  needed    free     where
  db          16.0 MiB  1.0 GiB  the database shop lies
Needed for the restore itself:
  confirm: shop
Not tried by a dry run:
  whether each artifact is whole: a restore verifies it while it is staged
Warnings:
  db: the log may grow`)
  })

  test('says of what it does not know the room', () => {
    const unknown = 'Room that is not known, or not all of it:\n  db\n'
    expect(text(beheld({ ...OUTLOOK, demands: [], roomKnown: false }))).toContain(unknown)
    // Of a log, say, but not of the data.
    expect(text(beheld({ ...OUTLOOK, roomKnown: false }))).toContain(unknown)
    expect(text()).not.toContain('not known')
  })

  test('is one Markdown text for the summary', () => {
    const summary = previewInMarkdown(tellRestore(describeRestore(beheld())))
    expect(summary).toContain('### Dry run: what a restore of shop would do\n\nNothing was touched')
    expect(summary).toContain('| db | postgres | 4 B | 4 B | Postgres 16.1 | Postgres 17.2 |')
    expect(summary).toContain('| db | gone | database came\\_after |')
    expect(summary).toContain('| db | 16.0 MiB | 1.0 GiB | the database shop lies |')
    expect(summary).toContain('> ⚠ db: the log may grow')
  })
})
