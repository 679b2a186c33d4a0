import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { readEnvironment } from '../../bench/environment.ts'
import { obtainImage } from '../../bench/images/obtain.ts'
import { otherMajorRecipes } from '../../bench/images/recipes.ts'
import { run, succeeds } from '../../bench/run.ts'
import { seedRedis } from '../../bench/stack/seed.ts'
import type { Driver } from '../../src/drivers/driver.js'
import { saveData } from '../../src/drivers/redis/capture.js'
import { rdbInspector } from '../../src/drivers/redis/inspector.js'
import { guardedWithClient } from '../../src/drivers/redis/login.js'
import { redis } from '../../src/drivers/redis.js'
import { watched } from '../../src/host-script/watched.js'
import { localHost } from '../../src/hosts/local.js'
import { newOwner, newSubject } from './subject.js'

const { stack } = await readEnvironment()
const owner = newOwner('redis')
afterAll(() => owner.end())

const PASSWORD = 'Redis-Pa55 word'

interface Server {
  readonly image?: string
  readonly command?: readonly string[]
  readonly options?: readonly string[]
  /** What the test itself logs in with. */
  readonly password?: string
}

/** A server with a volume of its own, filled with every type of value. */
async function server(
  word: string,
  { image = stack.images.redis, command = [], options = [], password = '' }: Server = {}
) {
  const container = await owner.start(image, {
    word,
    options: ['--volume', '/data', ...options],
    command: ['redis-server', ...command]
  })
  await untilReady(container, password)
  await seedRedis(container, password)
  return container
}

async function untilReady(container: string, password = ''): Promise<void> {
  for (let tries = 0; !(await succeeds(client(container, password, '-e', 'PING'))); tries += 1) {
    if (tries === 100) throw new Error(`${container} does not answer`)
    await sleep(100)
  }
}

const client = (container: string, password: string, ...words: string[]) => [
  ...[
    'docker',
    'exec',
    ...(password === '' ? [] : ['--env', `REDISCLI_AUTH=${password}`]),
    container,
    'redis-cli'
  ],
  ...words
]
const ask = (container: string, password: string, ...words: string[]) =>
  run(client(container, password, ...words))

const startedAt = (container: string) =>
  run(['docker', 'inspect', '--format', '{{.State.StartedAt}}', container])

const subjectIn = (container: string, declared: object = {}, store = container) =>
  newSubject(redis, { container, ...declared }, `${owner.folder}/${store}`)

async function damage(container: string, password = ''): Promise<void> {
  await ask(container, password, 'FLUSHALL')
  await ask(container, password, 'SET', 'later', '1')
  await ask(container, password, '-n', '7', 'SET', 'later', '1')
  await ask(container, password, 'FUNCTION', 'FLUSH')
}

const DUMP = {
  dump: 'dump.rdb',
  append: 'appendonly.aof',
  appendFolder: 'appendonlydir',
  appendOnly: false
}

const redis7 = () => obtainImage(otherMajorRecipes['redis-7'])

const KINDS: readonly [string, () => Promise<Server>][] = [
  ['Redis 8 with a dump', async () => ({})],
  ['Redis 8 with AOF', async () => ({ command: ['--appendonly', 'yes'] })],
  [
    'Redis 8 with AOF, a password and names of its own',
    async () => ({
      command: [
        ...['--requirepass', PASSWORD, '--appendonly', 'yes', '--dbfilename', 'own.rdb'],
        ...['--appendfilename', 'own.aof', '--appenddirname', 'own dir']
      ],
      password: PASSWORD
    })
  ],
  ['Redis 8 with its data in memory only', async () => ({ command: ['--save', ''] })],
  ['Redis 7 with a dump', async () => ({ image: await redis7() })],
  [
    'Redis 7 with AOF',
    async () => ({ image: await redis7(), command: ['--appendonly', 'yes', '--save', ''] })
  ]
]

describe('a server that was started with --rm', () => {
  test('is backed up with a warning, and a restore is refused while it is untouched', async () => {
    const container = await server('removed', { options: ['--rm'] })
    const subject = subjectIn(container)
    const { warnings } = await subject.backUp()
    expect(warnings).toEqual([expect.stringContaining(`${container} was started with --rm`)])
    const before = await pictureOfRedis(container, '')
    await expect(subject.restore()).rejects.toThrow(`would have to stop ${container}`)
    expect(await pictureOfRedis(container, '')).toBe(before)
  })
})

describe.each(KINDS)('%s', (word, kind) => {
  test('comes back exactly, or stays as it is when that is undone', async () => {
    const given = await kind()
    const { password = '' } = given
    const container = await server(word.replace(/\W+/g, '-').toLowerCase(), given)
    const picture = () => pictureOfRedis(container, password)
    const before = await picture()
    const files = () =>
      run(['docker', 'exec', container, 'find', '/data', '-mindepth', '1', '-maxdepth', '1'])
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    expect(keysOf(manifest.components[0]?.artifacts[0]?.counts)).toEqual(
      keyspace(await ask(container, password, 'INFO', 'keyspace'))
    )

    await damage(container, password)
    const damaged = await picture()
    const { restoration, stage, count, run: step, verify } = await subject.walk(manifest)
    const stopped = async (work: () => Promise<unknown>) => {
      await run(['docker', 'stop', container])
      await work()
      await run(['docker', 'start', container])
      await untilReady(container, password)
    }
    await expect(stage((manifest.components[0]?.artifacts[0]?.bytes ?? 0) - 1).then(count)).rejects.toThrow()
    const staged = await stage()
    await count(staged)
    expect(await picture()).toBe(damaged)
    await stopped(async () => {
      await step(restoration.swap(staged))
      await step(restoration.swap(staged))
    })
    await verify(staged)
    expect(await picture()).toBe(before)
    await stopped(async () => {
      await step(restoration.undo)
      await step(restoration.undo)
    })
    await step(restoration.discard)
    await step(restoration.discard)
    expect(await picture()).toBe(damaged)

    await subject.restore()
    expect(await picture()).toBe(before)
    expect(await files()).not.toContain('predeploy')
    await run(['docker', 'restart', container])
    await untilReady(container, password)
    expect(await picture()).toBe(before)
  }, 240_000)
})

const keysOf = (counts: Readonly<Record<string, number>> = {}) =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => /^db\d+( expires)?$/.test(name)))

/** What INFO tells, as counts are named. */
const keyspace = (info: string) =>
  Object.fromEntries(
    [...info.matchAll(/^(db\d+):keys=(\d+),expires=(\d+)/gm)].flatMap(([, name, keys, expires]) => [
      [name, Number(keys)],
      ...(expires === '0' ? [] : [[`${name} expires`, Number(expires)]])
    ])
  )

/** The driver, but what it restores is never found to be in service. */
const neverProven: Driver = {
  ...redis,
  component(declared) {
    const component = redis.component(declared)
    return {
      ...component,
      found(probed) {
        const found = component.found(probed)
        const judge = () => {
          throw new Error('never proven')
        }
        return {
          ...found,
          restoration(backup, token) {
            const restoration = found.restoration(backup, token)
            // Its script waits for the server: a signal that comes before it listens would be lost.
            return { ...restoration, verify: { ...restoration.verify, judge } }
          }
        }
      }
    }
  }
}

describe('a restore', () => {
  test('is proven while clients write', async () => {
    const container = await server('busy')
    const subject = subjectIn(container)
    await subject.backUp()
    const writing = new AbortController()
    const busy = (async () => {
      while (!writing.signal.aborted) {
        await succeeds(
          client(
            container,
            '',
            'EVAL',
            `for i = 1, 50 do redis.call('SET', 'busy' .. math.random(1000000), 1) end`,
            '0'
          )
        )
      }
    })()
    try {
      await subject.restore()
    } finally {
      writing.abort()
      await busy
    }
  }, 120_000)

  test('that fails puts back what was in memory only', async () => {
    const container = await server('memory', { command: ['--save', ''] })
    await subjectIn(container).backUp()
    await damage(container)
    const damaged = await pictureOfRedis(container)
    const failing = newSubject(neverProven, { container }, `${owner.folder}/${container}`)
    await expect(failing.restore()).rejects.toThrow(
      'never proven. The old data was put back and is in service'
    )
    expect(await pictureOfRedis(container)).toBe(damaged)
    expect(await ask(container, '', 'CONFIG', 'GET', 'shutdown-on-sigterm')).toMatch(/\ndefault\n/)
  }, 120_000)

  test('that ends before the swap leaves a server without persistence as it was', async () => {
    const container = await server('staged', { command: ['--save', ''] })
    const onSigterm = () => ask(container, '', 'CONFIG', 'GET', 'shutdown-on-sigterm')
    const inDirectory = () => run(['docker', 'exec', container, 'ls', '-A', '/data'])
    const subject = subjectIn(container)
    const { restoration, stage, run: step } = await subject.walk((await subject.backUp()).manifest)
    await stage()
    expect(await onSigterm()).toBe('shutdown-on-sigterm\nsave\n')
    expect(await inDirectory()).toMatch(/^\.predeploy-new-\w+\n$/)
    await step(restoration.discard)
    await step(restoration.discard)
    expect(await onSigterm()).toBe('shutdown-on-sigterm\ndefault\n')
    expect(await inDirectory()).toBe('')
  }, 60_000)

  test('of a server that saves by itself and cannot is refused while it runs on as it was', async () => {
    const container = await server('unsaved', { command: ['--requirepass', PASSWORD], password: PASSWORD })
    const subject = subjectIn(container)
    await subject.backUp()
    await damage(container, PASSWORD)
    const [damaged, started] = [await pictureOfRedis(container, PASSWORD), await startedAt(container)]
    const inside = (script: string) => run(['docker', 'exec', container, 'sh', '-euc', script])
    // No file can take the place of a folder that is not empty.
    await inside('rm -f /data/dump.rdb; mkdir -p /data/dump.rdb/in')
    await expect(subject.restore()).rejects.toThrow('could not save its data, and refuses writes now')
    expect(await inside('ls -A /data')).not.toContain('predeploy')
    expect(await ask(container, PASSWORD, 'SET', 'a', '1')).toContain('MISCONF')
    // Whom it answers so has the right password, and the server tells by itself what it lacks.
    await expect(subject.restore()).rejects.toThrow('refuses: MISCONF')
    expect(await startedAt(container)).toBe(started)
    await inside('rm -r /data/dump.rdb')
    await ask(container, PASSWORD, 'SAVE')
    expect(await pictureOfRedis(container, PASSWORD)).toBe(damaged)
    await subject.restore()
    expect(await pictureOfRedis(container, PASSWORD)).not.toBe(damaged)
  }, 120_000)

  test('says what it could not put back where the server was ended by force before it wrote its data', async () => {
    const container = await server('forced')
    const subject = subjectIn(container)
    const { restoration, stage, run: step } = await subject.walk((await subject.backUp()).manifest)
    await ask(container, '', 'SET', 'before', '1')
    const staged = await stage()
    await ask(container, '', 'SET', 'after', '1')
    await run(['docker', 'kill', container])
    await run(['docker', 'wait', container])
    await step(restoration.swap(staged))
    expect(await step(restoration.undo)).toMatch(/^incomplete=the server was ended by force before it had/)
    await run(['docker', 'start', container])
    await untilReady(container)
    expect(await ask(container, '', 'EXISTS', 'before', 'after')).toBe('1\n')
  }, 60_000)

  test('into an older server is refused before anything is touched', async () => {
    const [fresh, old] = [await server('fresh'), await server('older', { image: await redis7() })]
    const before = await pictureOfRedis(old)
    const started = await startedAt(old)
    await subjectIn(fresh, {}, 'versions').backUp()
    await expect(subjectIn(old, {}, 'versions').restore()).rejects.toThrow(
      /made by redis 8\.\S+, which redis 7\.\S+ cannot read/
    )
    expect(await pictureOfRedis(old)).toBe(before)
    expect(await startedAt(old)).toBe(started)
    await subjectIn(old, {}, 'upgrade').backUp()
    await subjectIn(fresh, {}, 'upgrade').restore()
    expect(keyspace(await ask(fresh, '', 'INFO', 'keyspace'))).toEqual(
      keyspace(await ask(old, '', 'INFO', 'keyspace'))
    )
  }, 120_000)
})

describe('a login', () => {
  test.each([
    ['the environment', { options: ['--env', `REDIS_PASSWORD=${PASSWORD}`], inEnvironment: true }],
    ['the configuration file', { options: [], inEnvironment: false }]
  ])('by %s of the container', async (word, { options, inEnvironment }) => {
    const setUp = inEnvironment
      ? 'exec redis-server --requirepass "$REDIS_PASSWORD"'
      : `echo 'requirepass "${PASSWORD}"' >/etc/own.conf; exec redis-server /etc/own.conf`
    const container = await owner.start(stack.images.redis, {
      word: word.replaceAll(' ', '-'),
      options: ['--volume', '/data', ...options],
      command: ['sh', '-c', setUp]
    })
    await untilReady(container, PASSWORD)
    await ask(container, PASSWORD, 'SET', 'a', '1')
    const { manifest } = await subjectIn(container).backUp()
    expect(manifest.components[0]?.artifacts[0]?.counts).toEqual({ db0: 1 })
  })

  test('by a user with the least rights, which costs the wait of the server', async () => {
    const container = await server('least')
    const rights = ['+ping', '+info', '+config|get', '+psync', '+sync', '+replconf']
    await ask(container, '', 'ACL', 'SETUSER', 'backup', 'on', `>${PASSWORD}`, ...rights)
    const { manifest } = await subjectIn(container, { username: 'backup', password: PASSWORD }).backUp()
    expect(Object.keys(manifest.components[0]?.artifacts[0]?.counts ?? {})).toContain('db0')
    await expect(
      subjectIn(container, { username: 'backup', password: 'wrong' }).find()
    ).rejects.toMatchObject({
      message: expect.stringContaining('does not let us in'),
      remedy: expect.stringContaining('Set `password`')
    })
  }, 60_000)
})

describe('a capture', () => {
  test('of a server that must save waits until it has', async () => {
    const container = await server('saves')
    await ask(container, '', 'SAVE')
    await ask(container, '', 'SET', 'fresh', 'since the last save')
    await ask(container, '', 'CONFIG', 'SET', 'rdb-key-save-delay', '200')
    const script = guardedWithClient(container, {}, saveData({ directory: '/data', files: DUMP }))
    const chunks: Buffer[] = []
    for await (const chunk of localHost(process.env).read(watched([script]))) chunks.push(chunk as Buffer)
    const inspection = rdbInspector()
    inspection.write(Buffer.concat(chunks))
    const { counts } = inspection.end('')
    expect(Buffer.concat(chunks).includes('since the last save')).toBe(true)
    expect(keysOf(counts)).toEqual(keyspace(await ask(container, '', 'INFO', 'keyspace')))
  }, 60_000)

  const delay = (container: string) => ask(container, '', 'CONFIG', 'GET', 'repl-diskless-sync-delay')

  test('does not wait for other replicas, and leaves the server as it was', async () => {
    const container = await server('quick')
    const started = Date.now()
    await subjectIn(container).backUp()
    expect(Date.now() - started).toBeLessThan(5000)
    expect(await delay(container)).toBe('repl-diskless-sync-delay\n5\n')
  }, 60_000)

  test('ends when its runner is gone, and leaves the server as it was', async () => {
    const container = await server('left', { command: ['--rdb-key-save-delay', '2000'] })
    const [capture] = (await subjectIn(container).find()).captures()
    if (capture === undefined) throw new Error('nothing to capture')
    const replicas = async () =>
      /connected_slaves:(\d+)/.exec(await ask(container, '', 'INFO', 'replication'))?.[1]
    const stream = localHost(process.env).read(watched([capture.script]))
    stream.on('error', () => undefined).resume()
    await until(async () => (await replicas()) === '1')
    expect(await delay(container)).toBe('repl-diskless-sync-delay\n0\n')
    stream.destroy()
    await until(async () => (await delay(container)) === 'repl-diskless-sync-delay\n5\n')
    await until(async () => (await replicas()) === '0')
  }, 60_000)

  test('is refused where a restore could not reach the data', async () => {
    const container = await owner.start(stack.images.redis, {
      word: 'nowhere',
      options: ['--volume', '/data'],
      command: ['sh', '-c', 'mkdir /nowhere; cd /nowhere; exec redis-server']
    })
    await untilReady(container)
    await expect(subjectIn(container).find()).rejects.toThrow(
      'keeps its data in /nowhere, which is on no volume'
    )
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 100) throw new Error('it did not come to pass')
    await sleep(100)
  }
}
