import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Quiet } from '../../src/drivers/driver.js'
import { find, GNU, user, VOLUME, volumeWith } from './volume-probed.js'

const TMPFS = volumeWith({ type: 'tmpfs', device: 'tmpfs', o: 'size=64m,uid=1000' })
const TAR = `image-with-tar=sha256:web ${GNU}`
const [WEB, WORKER] = [user({}), user({ id: 'worker' })]
const quiet = (states: Readonly<Record<string, 'exited' | 'paused'>>): Quiet =>
  new Map(Object.entries(states))

describe('a volume in memory', () => {
  const capture = (lines: readonly string[], states: Parameters<typeof quiet>[0]) =>
    find([...lines, TAR], {}, { quiet: quiet(states) }).captures()

  test('is not captured where all that uses it will be stopped', () => {
    expect(() => capture([TMPFS, WEB, WORKER], { web: 'exited', worker: 'exited' })).toThrow(
      expect.objectContaining({
        message:
          'the volume shop_uploads is in memory, and quiesce would stop all that uses it (web, worker): what lies on it would be gone before it is captured',
        remedy: expect.stringMatching(
          /^Pause instead: quiesce: \{ pause: \[web, worker\] \}\. Or .*leave the component out/
        )
      })
    )
  })

  test.each([
    ['of which one is paused', [TMPFS, WEB, WORKER], { web: 'exited', worker: 'paused' }],
    ['of which one goes on', [TMPFS, WEB, WORKER], { web: 'exited' }],
    ['that does not run as it is', [TMPFS, user({ state: 'exited' })], {}]
  ] as const)('is captured beside what uses it, %s', (_, lines, states) => {
    expect(capture(lines, states)).toHaveLength(1)
  })

  const BACKUP: ManifestComponent = {
    ...{ name: 'uploads', type: 'volume', consistency: 'fuzzy' },
    ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
    facts: {},
    artifacts: [
      {
        ...{ key: 'uploads.tar', compression: 'none', bytes: 10_240, storedBytes: 10_240 },
        ...{ sha256: '0'.repeat(64), counts: { entries: 2 } }
      }
    ]
  }
  const restore = (into: readonly string[], of: readonly string[]) => () =>
    find([...into, TAR]).restoration({ ...BACKUP, facts: { ...find([...of, TAR]).facts } }, 'run1')
  const GONE = ['volume-error=no such volume']

  test('is not restored, since who uses it would be stopped, or since nobody has it when it is made anew', () => {
    for (const restored of [
      restore([TMPFS, WEB], [VOLUME]),
      restore([TMPFS], [TMPFS]),
      restore(GONE, [TMPFS])
    ])
      expect(restored).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/is in memory: a restore has to stop what uses it/),
          remedy: expect.stringContaining('without `type: tmpfs`')
        })
      )
    expect(restore([VOLUME, WEB], [TMPFS])).not.toThrow()
    expect(restore(GONE, [VOLUME])).not.toThrow()
  })

  test('is a warning of the backup', () => {
    expect(find([TMPFS, WEB, TAR]).warnings).toEqual([
      expect.stringContaining('a restore of it will be refused')
    ])
  })

  test.each([
    ['by its type', volumeWith({ type: 'ramfs', device: 'ramfs' }), true],
    ['by its options', volumeWith({ device: 'tmpfs', o: 'size=1m,type=tmpfs' }), true],
    [
      'and one of a network is not',
      volumeWith({ type: 'nfs', o: 'addr=10.0.0.1', device: ':/tmpfs' }),
      false
    ],
    ['and one that lies on others is not', volumeWith({ type: 'overlay', o: 'upperdir=/mnt/tmpfs' }), false],
    ['and one of a plugin is not', volumeWith({ type: 'tmpfs' }, 'plugin'), false],
    ['and any other is not', VOLUME, false]
  ])('is told %s', (_, volume, is) => {
    const captured = () => capture([volume, WEB], { web: 'exited' })
    if (is) expect(captured).toThrow('is in memory')
    else expect(captured()).toHaveLength(1)
  })
})
