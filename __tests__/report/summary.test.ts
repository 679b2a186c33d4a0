import { describe, expect, test } from '@jest/globals'
import type { Manifest } from '../../src/backup-set/manifest.js'
import { summariseBackup } from '../../src/report/summary.js'

const artifact = (counts: Record<string, number>) => ({
  key: 'x',
  compression: 'zstd' as const,
  bytes: 2048,
  storedBytes: 1024,
  sha256: 'a'.repeat(64),
  counts
})

const manifest = (components: Manifest['components']): Manifest => ({
  version: 1,
  tool: { name: 'predeploy-backup', version: '0' },
  stack: 'shop',
  id: '20261121T100000Z-abcdef',
  phase: 'pre-deploy',
  partial: false,
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:00:01.000Z',
  host: 'deploy@shop',
  tags: {},
  components,
  encryption: null,
  signature: null
})

const component = (name: string, artifacts: Manifest['components'][number]['artifacts']) => ({
  name,
  type: 'postgres',
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:00:01.000Z',
  consistency: 'snapshot' as const,
  facts: {},
  artifacts
})

const quick = { downtime: [], transferInDowntime: undefined }

const summarise = (
  components: Manifest['components'],
  warnings: string[] = [],
  quiet: Pick<Parameters<typeof summariseBackup>[0], 'downtime' | 'transferInDowntime'> = quick
) =>
  summariseBackup({
    ...quiet,
    manifest: manifest(components),
    components,
    warnings,
    key: 'pre-deploy/shop/20261121T100000Z-abcdef/manifest.json',
    checksum: 'b'.repeat(64),
    size: 1024,
    durationSeconds: 1.25
  })

describe('the summary of a backup', () => {
  test('is one table, the checksum, and the way back', () => {
    const summary = summarise([component('db', [{ ...artifact({ 'public.orders': 12345 }), part: 'shop' }])])
    expect(summary).toContain('| db / shop | postgres | 12,345 public.orders | 2.0 KiB | 1.0 KiB |')
    expect(summary).toContain('b'.repeat(64))
    expect(summary).toContain('`mode: restore`, `backup: 20261121T100000Z-abcdef`, `confirm: shop`')
  })

  test('tells keys of Redis as keys', () => {
    const counts = { db0: 3525, 'db0 expires': 1, db3: 1, 'function libraries': 2 }
    expect(summarise([component('cache', [artifact(counts)])])).toContain(
      '| 3,525 keys in db0<br>1 key in db0 that expires<br>1 key in db3<br>2 function libraries |'
    )
  })

  test('tells one thing as one', () => {
    const counts = { entries: 1, files: 1, directories: 2, symlinks: 1, constructor: 1 }
    expect(summarise([component('config', [artifact(counts)])])).toContain(
      '| 1 entry<br>1 file<br>2 directories<br>1 symlink<br>1 constructor |'
    )
  })

  test('tells the largest of many counts', () => {
    const counts = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`t${index}`, index]))
    const summary = summarise([component('db', [artifact(counts)])])
    expect(summary).toContain('8 t8<br>7 t7<br>6 t6<br>5 t5<br>4 t4<br>… 3 more counts in the manifest')
  })

  test('says when an artifact is empty, and passes over what it has none of', () => {
    const summary = summarise([
      component('db', [artifact({ 'large objects': 0 })]),
      component('up', [artifact({ files: 2, other: 0 })])
    ])
    expect(summary).toContain('| db | postgres | empty |')
    expect(summary).toContain('| up | postgres | 2 files |')
  })

  test('is not broken by names', () => {
    const summary = summarise(
      [component('db', [{ ...artifact({ 'a|b<img src=x>': 1 }), part: 'x|y\nz`' }])],
      ['a <b> | c']
    )
    expect(summary).toContain('| db / x\\|y z\\` | postgres | 1 a\\|b\\<img src=x\\> | 2.0 KiB | 1.0 KiB |')
    expect(summary).toContain('> ⚠ a \\<b\\> \\| c')
  })

  test('tells what was down, and what would shorten it', () => {
    const downtime = [{ name: 'shop_worker', seconds: 12 }]
    const told = (transferInDowntime: Parameters<typeof summariseBackup>[0]['transferInDowntime']) =>
      summarise([], [], { downtime, transferInDowntime })
        .split('\n')
        .find((line) => line.startsWith('Down'))
    const down = 'Down while it was captured: shop\\_worker 12 s'
    expect(told(undefined)).toBe(down)
    expect(told({ spoolBytes: 4 * 1024 ** 3, diskFull: false })).toBe(
      `${down}. That includes the transfer to the store, since the spool of 4.0 GiB was used up: a bigger \`quiesce.spool\` shortens it.`
    )
    expect(told({ spoolBytes: 4 * 1024 ** 3, diskFull: true })).toBe(
      `${down}. That includes the transfer to the store, since the disk of the runner had no room for the spool of 4.0 GiB: more of it shortens it.`
    )
    expect(told({ spoolBytes: 0, diskFull: false })).toBe(
      `${down}. That includes the transfer to the store, since \`quiesce.spool\` is 0: a bigger one shortens it.`
    )
    expect(summarise([])).not.toContain('transfer')
  })
})
