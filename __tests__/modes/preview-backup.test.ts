import { describe, expect, test } from '@jest/globals'
import { chooseCompressor } from '../../src/codecs/index.js'
import type { Plan, PlannedComponent } from '../../src/config/plan.js'
import type { Capture, Found } from '../../src/drivers/driver.js'
import { sh } from '../../src/host-script/script.js'
import { describeBackup, type SeenForBackup } from '../../src/modes/preview-backup.js'
import { previewInMarkdown, previewInText } from '../../src/report/preview.js'
import { tellBackup } from '../../src/report/preview-backup.js'
import { sampleManifest } from './sample-manifest.js'

const planned = (name: string, type: string): PlannedComponent => ({
  ...{ name, type, timeoutSeconds: 60 },
  component: {
    probe: sh`true`,
    found() {
      throw new Error('is not asked')
    }
  }
})
const [db, cache, uploads] = [
  planned('db', 'postgres'),
  planned('cache', 'redis'),
  planned('uploads', 'volume')
]

const capture = (part: string | undefined, extension: string, expectedBytes?: number): Capture => ({
  ...{ extension, script: sh`true` },
  ...(part === undefined ? {} : { part }),
  ...(expectedBytes === undefined ? {} : { expectedBytes }),
  inspector() {
    throw new Error('is not asked')
  }
})
const found = (consistency: Found['consistency'], captures: readonly Capture[]): Found => ({
  ...{ facts: {}, consistency, warnings: [] },
  captures: () => captures,
  restoration() {
    throw new Error('is not asked')
  }
})

const plan: Plan = {
  stack: 'shop',
  host: { kind: 'local' },
  store: { kind: 'directory', path: '/backups' },
  compression: { codec: 'auto' },
  lockTimeoutSeconds: 60,
  components: [db, cache, uploads],
  quiesce: {
    ...{ containers: [], graceSeconds: 30, healthSeconds: 60, spoolBytes: 0 },
    drain: { command: 'drain --all', container: 'worker', timeoutSeconds: 60 }
  },
  hooks: {
    failed: { command: 'tell', timeoutSeconds: 5 },
    before: { command: 'prepare hunter2', written: `prepare \${PASSWORD}`, timeoutSeconds: 5 }
  }
}

const beheld = (change: Partial<SeenForBackup> = {}): SeenForBackup => ({
  plan,
  chosen: [db, cache],
  compressor: chooseCompressor(plan.compression, new Set(['zstd']), true),
  otherRuns: { holder: undefined, leasesLeft: false },
  dead: { ids: [], keys: [], uploads: [] },
  place: '/backups/shop/<id>/',
  host: 'deploy@shop',
  time: new Date('2026-11-21T13:00:00Z'),
  seen: {
    tools: new Set(['zstd']),
    components: [
      {
        planned: db,
        probed: '',
        found: found('snapshot', [capture(undefined, 'dump', 4096), capture('new', 'dump')])
      },
      { planned: cache, probed: '', found: found('fuzzy', [capture(undefined, 'rdb', 2048)]) }
    ],
    warnings: ['cache: is a replica'],
    last: { manifest: sampleManifest('20261121T100000Z-000001') },
    quiet: [
      { id: '1', name: 'worker', action: 'stop', ill: false },
      { id: '2', name: 'mailer', action: 'pause', ill: true }
    ]
  },
  ...change
})

const text = (change?: Partial<SeenForBackup>) => previewInText(tellBackup(describeBackup(beheld(change))))

describe('the preview of a backup', () => {
  test('tells in a log all that would be done', () => {
    expect(text()).toBe(`Backup:
  of deploy@shop, stored below /backups/shop/<id>/
  3 artifacts, about 2.0 KiB before compression, and 1 of unknown size
  compressed by zstd on the host
  without uploads, and so never the latest backup
  the last backup is 20261121T100000Z-000001, made 2026-11-21T10:00:00.000Z, 3 h 0 min ago: 4 B stored
Captured:
  component  type      object           about                  last time stored  consistency
  db         postgres  db.dump.zst      4 B (last time)        4 B               snapshot
  db / new   postgres  db.new.dump.zst  unknown                                  snapshot
  cache      redis     cache.rdb.zst    2.0 KiB (on the host)                    fuzzy
Stopped for the capture, in this order, and started again after it:
  worker (stopped, killed after 30 s)
  mailer (paused)
Commands that would run:
  command                        in        at most
  hooks.before                   the host  5.0 s      prepare \${PASSWORD}
  quiesce.drain                  worker    1 min 0 s  drain --all
  hooks.failed (where it fails)  the host  5.0 s      tell
Not tried by a dry run:
  whether the store lets objects be written and deleted
  whether the commands above end well
Warnings:
  cache: is a replica`)
  })

  test('tells other runs, what dead ones left, and a first backup', () => {
    const told = text({
      otherRuns: { holder: 'https://ci/1 (since noon)', leasesLeft: true },
      dead: {
        ids: ['20261119T000000Z-000001'],
        keys: ['a', 'b'],
        uploads: [{ key: 'c', uploadId: 'u', started: new Date(0) }]
      },
      chosen: plan.components,
      seen: { ...beheld().seen, last: { manifest: undefined }, quiet: [] }
    })
    expect(told).toContain('what dead runs left (20261119T000000Z-000001): 2 objects and 1 open upload')
    expect(told).toContain('the run would wait for it: https://ci/1 (since noon)')
    expect(told).toContain('one died while it kept containers from running')
    expect(told).toContain('there is no last backup to compare with')
    expect(told).not.toContain('never the latest')
    expect(told).not.toContain('Stopped')
  })

  test('does not tell a last backup that cannot be read as none', () => {
    const told = text({ seen: { ...beheld().seen, last: { unreadable: 'latest.json is no JSON' } } })
    expect(told).toContain('the last backup cannot be read: latest.json is no JSON')
    expect(told).not.toContain('there is no last backup')
  })

  test('is one Markdown text for the summary', () => {
    const summary = previewInMarkdown(tellBackup(describeBackup(beheld())))
    expect(summary).toContain('### Dry run: what a backup of shop would do\n\nNothing was touched')
    expect(summary).toContain('| db / new | postgres | db.new.dump.zst | unknown |  | snapshot |')
    expect(summary).toContain('- worker (stopped, killed after 30 s)\n- mailer (paused)\n')
    expect(summary).toContain(`| hooks.before | the host | 5.0 s | \`prepare \${PASSWORD}\` |`)
    expect(summary).toContain('> ⚠ cache: is a replica')
  })
})
