import { afterEach, describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { sh } from '../../src/host-script/script.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { find, GNU, user, VOLUME } from './volume-probed.js'

const BACKUP: ManifestComponent = {
  ...{ name: 'uploads', type: 'volume', consistency: 'fuzzy' },
  ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
  facts: { volume: { driver: 'local', labels: {}, options: {} }, tar: 'gnu', excluded: [] },
  artifacts: [
    {
      ...{ key: 'uploads.tar', compression: 'none', bytes: 10_240, storedBytes: 10_240 },
      ...{ sha256: '0'.repeat(64), counts: { entries: 2 } }
    }
  ]
}

describe('a restore', () => {
  const restore = (change: Parameters<typeof user>[0]) => {
    const found = find([VOLUME, user(change), `image-with-tar=sha256:web ${GNU}`])
    return () => found.restoration({ ...BACKUP, facts: { ...found.facts } }, 'run1')
  }

  test('stops who uses the volume and runs', () => {
    expect(restore({})().stops.map(({ id }) => id)).toEqual(['web'])
    expect(restore({ state: 'exited' })().stops).toEqual([])
  })

  test('tells its place, and apart from it what of that stays', () => {
    const places = (facts: object) =>
      find([VOLUME, `image-with-tar=sha256:web ${GNU}`]).restoration(
        { ...BACKUP, facts: { ...BACKUP.facts, ...facts } },
        'run1'
      ).places
    expect(places({})).toEqual(['volume shop_uploads', 'volume shop_uploads but for []'])
    const excluded = ['tmp', 'cache']
    expect(places({ excluded })).toEqual([
      'volume shop_uploads',
      'volume shop_uploads but for ["cache","tmp"]'
    ])
    expect(places({ excluded: excluded.toReversed() })).toEqual(places({ excluded }))
  })

  test('tells what becomes of the volume, and what room it needs', () => {
    const lines = [
      'room=2049 /dev/sda1 1000 1 999 1% /var/lib/docker',
      'architecture=x86_64',
      `image-with-tar=sha256:web ${GNU}`
    ]
    const there = find([VOLUME, user({}), `reader=web 2048 ${GNU}`, ...lines])
    const backup = { ...BACKUP, facts: { ...there.facts, excluded: ['cache'] } }
    expect(there.restoration(backup, 'run1').outlook).toEqual({
      versions: { backup: 'shop/web:1 on x86_64', today: 'shop/web:1 on x86_64' },
      replaced: ['what lies on the volume shop_uploads (2.0 MiB)'],
      returning: [],
      gone: ['what came to it after the backup'],
      kept: ['cache on it'],
      demands: [
        {
          coming: { bytes: 10_240, entries: 2 },
          fileSystem: { device: '2049', bytes: 1_024_000, freeBytes: 1_022_976 },
          place: 'the volume shop_uploads lies'
        }
      ],
      roomKnown: true
    })
    const gone = find(['volume-error=no such volume', ...lines.slice(1)])
    expect(gone.restoration(backup, 'run1').outlook).toMatchObject({
      ...{
        replaced: [],
        returning: ['the volume shop_uploads'],
        gone: [],
        kept: [],
        demands: [],
        roomKnown: false
      }
    })
  })

  test('is refused where Docker would remove a container that has to stop', () => {
    expect(restore({ more: { autoRemove: true } })).toThrow(
      'would have to stop web, and Docker would remove what was started with --rm'
    )
    expect(restore({ more: { autoRemove: true }, state: 'exited' })).not.toThrow()
  })
})

describe('a helper container whose client was cut off', () => {
  let host: FakeHost | undefined
  afterEach(() => {
    host?.remove()
    host = undefined
  })

  const restorationOf = (lines: readonly string[]) =>
    find([...lines, `image-with-tar=sha256:web ${GNU}`]).restoration(BACKUP, 'run1')

  /** A Docker with a volume that such a container still holds, until it is removed by a try for which `removal` is true. */
  const holding = (removal: string) => {
    const made = fakeHost({
      'docker-else': `cd "$(dirname "$0")"
echo "$*" >>asked
case $1 in
  ps) [ -e ended ] || echo c0ffee ;;
  rm) echo try >>tries; ${removal} || { echo 'removal is in progress' >&2; exit 1; }; touch ended ;;
  volume)
    [ ! -e gone ] || exit 1
    if [ "$2" = rm ]; then [ -e ended ] || { echo 'volume is in use' >&2; exit 1; }; touch gone; fi ;;
  asked) cat asked ;;
esac`,
      sleep: ':'
    })
    host = made
    return { run: made.run, asked: () => made.run(sh`docker asked`).stdout.split('\n') }
  }

  const HELPERS =
    'ps --all --quiet --no-trunc --filter label=predeploy.restore=run1 --filter volume=shop_uploads'

  test('carries the run by which it is found', () => {
    const { stages, count, swap, verify } = restorationOf([VOLUME])
    for (const { text } of [...stages.map(({ script }) => script), count.script, swap([]), verify.script]) {
      expect(text).toMatch(/docker run .*--label predeploy\.restore=run1 -v shop_uploads:/)
    }
  })

  test.each([
    ['at once', 'true', 1],
    ['while it is being removed already', '[ "$(wc -l <tries)" -eq 3 ]', 3]
  ])('is ended before what it works on is removed: %s', (_, removal, tries) => {
    const { discard } = restorationOf(['volume-error=no such volume'])
    const { run, asked } = holding(removal)
    expect(run(discard)).toMatchObject({ status: 0 })
    const all = asked()
    expect(all.slice(0, 2)).toEqual([HELPERS, 'rm --force c0ffee'])
    expect(all.filter((words) => words.startsWith('rm '))).toHaveLength(tries)
    expect(all).toContain('volume rm -- shop_uploads')
  })

  test.each(['undo', 'discard'] as const)('is ended before an %s touches the volume', (what) => {
    const script = restorationOf([VOLUME])[what]
    const { run, asked } = holding('true')
    // No volume is mounted here, and so an undo ends there.
    expect(run(script).stderr).toBe(
      what === 'undo' ? 'what was put aside in /predeploy-volume/.predeploy-old-run1 is gone\n' : ''
    )
    expect(asked().slice(0, 3)).toEqual([HELPERS, 'rm --force c0ffee', HELPERS])
  })

  test('fails the clean-up with what Docker says where it stays', () => {
    const { discard } = restorationOf(['volume-error=no such volume'])
    const { run, asked } = holding('false')
    expect(run(discard)).toMatchObject({ status: 1, stderr: 'removal is in progress\n' })
    expect(asked()).not.toContain('volume rm -- shop_uploads')
  })
})
