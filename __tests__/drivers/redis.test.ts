import { describe, expect, test } from '@jest/globals'
import type { Counts, ManifestComponent } from '../../src/backup-set/manifest.js'
import { redis } from '../../src/drivers/redis.js'
import { UserError } from '../../src/errors.js'
import { fakeHost } from './fake-docker.js'
import { type Probed, probedRedis } from './redis-probed.js'
import { requireRoomFor } from './with-room.js'

const found = (probed: Probed = {}, declared: object = {}) =>
  redis.component({ container: 'cache', ...declared }).found(probedRedis(probed))

const problem = (work: () => unknown): UserError => {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a server', () => {
  test('is one artifact', () => {
    const { captures, consistency, warnings } = found()
    expect(captures().map(({ part, extension, expectedBytes }) => [part, extension, expectedBytes])).toEqual([
      [undefined, 'rdb', 1_000_000]
    ])
    expect({ consistency, warnings }).toEqual({ consistency: 'snapshot', warnings: [] })
  })

  test.each([undefined, '', '12.50M', '-1'])('may tell nothing of its memory: %j', (used_memory) => {
    const silent = found({ info: { used_memory } })
    expect(silent.captures()[0]).not.toHaveProperty('expectedBytes')
    expect(() => silent.restoration(backedUp(), 'run1')).not.toThrow()
  })

  test('tells the manifest what it is', () => {
    expect(found({}, { password: 'Pa55word' }).facts).toEqual({
      container: { id: 'c0ffee', name: 'cache' },
      image: { id: 'sha256:1', name: 'redis:7', digests: [] },
      server: { product: 'redis', version: '7.0.15' },
      tool: { name: 'redis-cli', version: '7.0.15' },
      directory: '/data',
      appendOnly: false
    })
    expect(found({ info: { valkey_version: '8.1.1' } }).facts['server']).toEqual({
      product: 'valkey',
      version: '8.1.1'
    })
  })

  test('warns where it is a replica, and of what an earlier restore left', () => {
    expect(found({ info: { role: 'slave' } }).warnings).toEqual([expect.stringContaining('is a replica')])
    expect(found({ lines: ['left=/data/.predeploy-old-abc'] }).warnings).toEqual([
      expect.stringContaining('/data/.predeploy-old-abc')
    ])
  })

  test('may keep its data in a folder of its volume', () => {
    expect(() => found({ config: { dir: '/data/redis' } })).not.toThrow()
  })
})

describe('is refused with the remedy', () => {
  const mount = { Type: 'volume', Name: 'v', Source: '/x', Destination: '/data', RW: true }
  test.each([
    ['what is not there', { container: 'absent' }, 'no container cache', 'docker ps -a'],
    ['what does not run', { container: 'exited' }, 'cache is exited', 'docker start cache'],
    [
      'a missing password',
      { answer: 'NOAUTH Authentication required.' },
      'does not let us in: NOAUTH',
      'Set `password`'
    ],
    [
      'a wrong password',
      { answer: 'AUTH failed: WRONGPASS invalid PONG' },
      'does not let us in',
      'Set `password`'
    ],
    ['a user without rights', { answer: 'NOPERM no permissions' }, 'does not let us in', '+psync'],
    ['a server that loads', { answer: 'LOADING Redis is loading' }, 'refuses: LOADING', 'wait'],
    [
      'a full disk',
      { answer: 'MISCONF Redis is configured to save' },
      'refuses: MISCONF',
      'make room on its disk'
    ],
    [
      'a server that is busy',
      { answer: 'BUSY Redis is busy running a script.' },
      'refuses: BUSY',
      'SCRIPT KILL'
    ],
    [
      'a server without the tool that checks a restore',
      { lines: ['lacks=redis-check-rdb'] },
      'has neither redis-check-rdb nor valkey-check-rdb',
      'official ones'
    ],
    ['what is no Redis', { lines: ['missing=redis-cli'] }, 'is no Redis server', 'Correct `container`'],
    ['silence', { answer: 'Could not connect to Redis' }, 'does not answer', 'docker logs cache'],
    ['a user who may not ask', { info: { redis_version: undefined } }, 'does not tell its INFO', '+info'],
    ['a hidden configuration', { lines: ['config-error=NOPERM'] }, 'does not tell where', '+config|get'],
    ['a cluster', { info: { redis_mode: 'cluster' } }, 'runs in cluster mode', 'type `volume`'],
    ['a sentinel', { info: { redis_mode: 'sentinel' } }, 'runs in sentinel mode', 'type `volume`'],
    ['Dragonfly', { info: { dragonfly_version: 'df-1' } }, 'runs Dragonfly', 'type `volume`'],
    ['KeyDB', { info: { executable: '/usr/bin/keydb-server' } }, 'runs KeyDB', 'type `volume`'],
    [
      'data on no volume',
      { config: { dir: '/database' } },
      'keeps its data in /database, which is on no volume',
      'Mount a volume at /database'
    ],
    [
      'data in memory',
      { mounts: [{ ...mount, Type: 'tmpfs' }] },
      'not on a writable volume',
      'Mount a volume'
    ],
    [
      'data that cannot be written',
      { mounts: [{ ...mount, RW: false }] },
      'not on a writable volume',
      'Mount a volume'
    ]
  ] satisfies [string, Probed, string, string][])('%s', (_, probed, message, remedy) => {
    const error = problem(() => found(probed))
    expect(error.message).toContain(message)
    expect(error.remedy).toContain(remedy)
  })
})

const backedUp = (info: Probed['info'] = {}, format = 'REDIS0010'): ManifestComponent => ({
  name: 'cache',
  type: 'redis',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  consistency: 'snapshot',
  facts: { ...found({ info }).facts },
  artifacts: [
    {
      key: 'cache.rdb.zst',
      compression: 'zstd',
      bytes: 1000,
      storedBytes: 100,
      sha256: 'a'.repeat(64),
      counts: {},
      details: { format }
    }
  ]
})

describe('a restore', () => {
  const version = (text: string) => ({ redis_version: text })
  const valkey = (text: string) => ({ redis_version: '7.2.4', valkey_version: text })

  test.each([
    ['a newer Redis', version('7.0.15'), 'REDIS0010', version('8.0.2'), true],
    ['the same Redis', version('7.0.15'), 'REDIS0010', version('7.0.5'), true],
    ['an older Redis', version('8.0.2'), 'REDIS0012', version('7.4.1'), false],
    ['a Redis of the series before', version('7.2.1'), 'REDIS0011', version('7.0.15'), false],
    ['Valkey, of what both know', version('7.0.15'), 'REDIS0010', valkey('8.1.1'), true],
    ['Valkey, of what came after it', version('7.4.1'), 'REDIS0012', valkey('9.1.1'), false],
    ['an older Valkey', valkey('9.1.1'), 'VALKEY080', valkey('8.1.1'), false],
    [
      'Redis, of what Valkey wrote in the common format',
      valkey('8.1.1'),
      'REDIS0011',
      version('7.2.4'),
      true
    ],
    ['an old Redis, of what Valkey wrote', valkey('8.1.1'), 'REDIS0011', version('7.0.15'), false],
    ['Redis, of what only Valkey reads', valkey('9.1.1'), 'VALKEY080', version('9.9.9'), false]
  ])('into %s', (_, then, format, now, possible) => {
    const restore = () => found({ info: now }).restoration(backedUp(then, format), 'run1')
    if (possible) expect(restore).not.toThrow()
    else expect(restore).toThrow('cannot read')
  })

  test.each([
    ['with a dump, for what the server writes beside it', 'no', 512 + 954 + 2],
    ['with append-only files', 'yes', 512 + 2]
  ])('is refused where there is no room for it: %s', (_, appendonly, mebibytes) => {
    const free = (kilobytes: number) => () =>
      requireRoomFor(
        found({
          config: { appendonly },
          info: { used_memory: String(1000 * 1000 * 1000) },
          lines: [`room=9 /dev/sda1 1000000000 1 ${kilobytes} 1% /data`]
        }).restoration(backedUp(), 'run1')
      )
    expect(free(mebibytes * 1024)).not.toThrow()
    expect(free((mebibytes - 4) * 1024)).toThrow('there is no room beside the old data')
  })

  test('tells what becomes of the keys, which versions meet, and what room it needs', () => {
    const now = {
      info: { redis_version: '8.0.2', used_memory: '2097152' },
      lines: [`room=9 /dev/sda1 1000000000 1 900000000 1% /data`]
    }
    expect(found(now).restoration(backedUp(version('7.0.15')), 'run1').outlook).toMatchObject({
      versions: { backup: 'Redis 7.0.15', today: 'Redis 8.0.2' },
      replaced: ['all keys of cache (2.0 MiB in memory)'],
      gone: ['what was written after the backup'],
      demands: [{ coming: { beside: 2_097_152, writer: 'c0ffee' }, place: '/data of cache lies' }],
      roomKnown: true
    })
    expect(found().restoration(backedUp(), 'run1').outlook).toMatchObject({ demands: [], roomKnown: false })
  })

  test('tells its place by the service where compose gives other names to containers that it makes anew', () => {
    const places = (labels?: Record<string, string>) =>
      found(labels === undefined ? {} : { labels }).restoration(backedUp(), 'run1').places
    const service = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'cache' }
    expect(places()).toEqual(['redis cache /data'])
    expect(places({ ...service, 'com.docker.compose.container-number': '1' })).toEqual([
      'redis shop/cache/1 /data'
    ])
    expect(places({ ...service, 'com.docker.compose.oneoff': 'True' })).toEqual(['redis cache /data'])
  })

  test('into a replica is refused', () => {
    expect(() => found({ info: { role: 'slave' } }).restoration(backedUp(), 'run1')).toThrow('is a replica')
  })

  test('is refused where Docker would remove the server when it stops, which a backup warns of', () => {
    const removed = found({ autoRemove: true })
    expect(() => removed.restoration(backedUp(), 'run1')).toThrow(
      'would have to stop cache, and Docker would remove what was started with --rm'
    )
    expect(removed.warnings).toEqual([expect.stringContaining('was started with --rm')])
  })

  test('works on the volumes of the stopped server, in containers that its run can be told by', () => {
    const { stops, stages, swap, undo, discard } = found().restoration(backedUp(), 'run1')
    expect(stops.map(({ id }) => id)).toEqual(['c0ffee'])
    for (const script of [...stages.map((stage) => stage.script), swap([]), undo, discard]) {
      expect(script.text).toMatch(
        /^docker run --rm -i --pull never --network none .*--user 0 .*--label "predeploy.run=\$\{predeploy_mark-\}" --label predeploy.restore=run1 --volumes-from cache --label predeploy.server=cache --entrypoint sh sha256:1 -c /m
      )
    }
  })

  const scripts = (config: NonNullable<Probed['config']>) => {
    const restoration = found({ config }).restoration(backedUp(), 'run1')
    const finish = restoration.stages[0]?.finish?.({ counts: {} }).text ?? ''
    return { finish, discard: restoration.discard.text }
  }

  test('lets a server that has its data in memory only write it when it stops, and not before, and takes that back', () => {
    const { finish, discard } = scripts({ save: '' })
    expect(finish).toContain('CONFIG SET shutdown-on-sigterm save')
    expect(finish).not.toContain('BGSAVE')
    expect(discard).toContain('CONFIG SET shutdown-on-sigterm default')
    expect(scripts({ save: '', 'shutdown-on-sigterm': 'save' }).finish).toBe('')
  })

  test('lets a server that saves by itself do that before it is stopped', () => {
    const { finish, discard } = scripts({})
    expect(finish).toContain('BGSAVE')
    expect(finish).not.toContain('CONFIG SET')
    expect(discard).not.toContain('CONFIG')
    expect(scripts({ 'shutdown-on-sigterm': 'nosave' }).finish).toMatch(/CONFIG SET [\s\S]*BGSAVE/)
    expect(scripts({ appendonly: 'yes' }).finish).toBe('')
  })

  test.each([
    ['what was staged cannot be removed', 'OK', 3, 3, ''],
    ['they cannot be taken back', 'NOPERM', 0, 1, 'NOPERM\n']
  ])('takes options back, then removes what was staged, though %s', (_, answer, removal, status, stderr) => {
    const host = fakeHost({
      docker: `case "$1 $*" in
  *State.Running*) echo true ;;
  run*) cat "$(dirname "$0")/noted"; exit ${removal} ;;
  exec*) while [ "$1" != -c ]; do shift; done; exec sh "$@" ;;
esac`,
      'redis-cli': `case $* in
  PING) echo PONG ;;
  'CONFIG GET'*) printf '%s\\n' shutdown-on-sigterm save ;;
  *) echo "$*" >>"$(dirname "$0")/noted"; echo ${answer} ;;
esac`
    })
    const { discard } = found({ config: { save: '' } }).restoration(backedUp(), 'run1')
    const ran = host.run(discard)
    host.remove()
    expect(ran).toEqual({ status, stdout: 'CONFIG SET shutdown-on-sigterm default\n', stderr })
  })

  const counted = (counts: Counts) => [{ counts }]

  test('compares what the tool of the server counts in the staged file', () => {
    const { count } = found().restoration(backedUp(), 'run1')
    const counts = { db0: 3, 'db0 expires': 1, db3: 2, 'function libraries': 1 }
    count.judge('[offset 9]\n[info] 5 keys read\n[info] 1 expires\n', counted(counts))
    expect(() => count.judge('[info] 4 keys read\n', counted(counts))).toThrow('has 4 keys, and the backup 5')
    expect(() => count.judge('[offset 9] Unknown object type\n', counted(counts))).toThrow(
      'could not be checked: [offset 9] Unknown object type'
    )
  })

  describe('proves that the server loaded the backup', () => {
    const judge = (lines: string[]) =>
      found()
        .restoration(backedUp(), 'run1')
        .verify.judge(lines.join('\r\n'), counted({ db0: 3, 'db0 expires': 1, db3: 2 }))
    const loaded = (keys: number, expired: number) => [
      `rdb_last_load_keys_expired:${expired}`,
      `rdb_last_load_keys_loaded:${keys}`
    ]

    test('by what it loaded, whoever writes meanwhile', () => {
      judge([...loaded(5, 0), 'db0:keys=100,expires=1'])
      judge(loaded(4, 1))
    })

    test.each([
      ['less', loaded(3, 1)],
      ['more', loaded(6, 0)],
      ['nothing', loaded(0, 0)]
    ])('and not %s', (_, lines) => {
      expect(() => judge(lines)).toThrow('and the backup has 5')
    })

    describe('by what it has, where a server before version 7 does not tell', () => {
      const info = (databases: string[], { changes = 0, evicted = 0, saved = '-1' } = {}) => [
        `rdb_changes_since_last_save:${changes}`,
        `rdb_last_bgsave_time_sec:${saved}`,
        `evicted_keys:${evicted}`,
        ...databases
      ]
      const [db0, db3] = ['db0:keys=3,expires=1,avg_ttl=9', 'db3:keys=2,expires=0,avg_ttl=0']

      test.each([
        ['the keys of the backup', info([db0, db3])],
        ['those that do not expire', info(['db0:keys=2,expires=0', db3])],
        ['more, as many as clients have changed', info(['db0:keys=5,expires=1', db3], { changes: 2 })],
        ['fewer, as many as clients have changed', info([db0], { changes: 2 })],
        ['keys that were made to expire', info(['db0:keys=3,expires=3', db3], { changes: 2 })],
        ['a database of a client', info([db0, db3, 'db5:keys=1,expires=1'], { changes: 1 })],
        ['fewer, as many as had no room', info(['db0:keys=2,expires=1', db3], { evicted: 1 })],
        [
          'more, after the server saved and forgot its changes',
          info([db0, 'db3:keys=9,expires=0'], { saved: '0' })
        ]
      ])('%s', (_, lines) => {
        expect(() => judge(lines)).not.toThrow()
      })

      test.each([
        ['fewer keys', info(['db0:keys=1,expires=0', db3]), 'has 1 keys in db0, of which 0 expire'],
        ['more keys', info(['db0:keys=4,expires=1', db3]), 'has 4 keys in db0'],
        ['others that expire', info(['db0:keys=3,expires=2', db3]), 'has 3 keys in db0, of which 2 expire'],
        ['others that do not', info(['db0:keys=3,expires=0', db3]), 'the backup 3 and 1'],
        ['a database less', info([db0]), 'has 0 keys in db3'],
        ['a database more', info([db0, db3, 'db15:keys=1,expires=1']), 'has 1 keys in db15'],
        [
          'more than clients have changed',
          info([db0, 'db3:keys=5,expires=0'], { changes: 2 }),
          'clients have changed 2 since'
        ],
        [
          'fewer, after the server saved',
          info([db0, 'db3:keys=1,expires=0'], { saved: '0' }),
          'the backup 2 and 0'
        ]
      ])('and not %s', (_, lines, message) => {
        expect(() => judge(lines)).toThrow(message)
      })
    })
  })
})
