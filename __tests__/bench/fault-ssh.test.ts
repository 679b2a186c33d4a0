import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { run } from '../../bench/run.ts'
import {
  expectNextRunGreen,
  expectNoHelper,
  expectNothingStored,
  expectQuiet,
  expectRed,
  forgetLocks,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { killProcesses, NOISY_TABLE, noisyFile, noisyFolder, noisyKey, noisyVolume } from './damage.ts'
import { onHost, runJob, runsIn, sql } from './job.ts'
import { ownParts } from './own-parts.ts'
import { type Strike, strike } from './strike.ts'

// Whatever happens to the connection: the step is red, nothing is stored, and nothing runs on where the connection was.

const environment = await readEnvironment()
const { images } = environment.stack
const own = ownParts(environment)
const host = await own.host('host')
const db = await own.postgres('db')
const cache = await own.redis('cache', await own.volume('cache'))
const uploads = await own.volume('uploads')
const shop = await own.application('shop', uploads)
const attic = await own.volume('attic')
const folder = '/srv/noisy-files'
let past: JobWithPast

beforeAll(async () => {
  await Promise.all([
    sql(db, 'shop', NOISY_TABLE),
    noisyKey(cache),
    noisyFile(shop, '/data/noise'),
    noisyFolder(host.container, folder),
    noisyVolume(attic, images.web)
  ])
  past = await makePast({ components: { db: { ...KINDS.db.component, databases: ['postgres'] } } })
}, 120_000)

afterEach(() => forgetLocks(host.container))
afterAll(() => own.remove(), 60_000)

/** Every kind of component, with the container where its tool runs and what stands in the tool's command line. */
const KINDS = {
  db: { component: { type: 'postgres', container: db }, place: db, tool: 'pg_dump' },
  cache: { component: { type: 'redis', container: cache }, place: cache, tool: 'redis-cli' },
  uploads: { component: { type: 'volume', volume: uploads }, place: shop, tool: 'tar ' },
  attic: {
    component: { type: 'volume', volume: attic, image: images.web },
    place: host.container,
    tool: attic
  },
  config: { component: { type: 'files', paths: [folder] }, place: host.container, tool: 'noisy-files' }
} as const

const jobOf = async (kind: keyof typeof KINDS) => {
  const job = await jobAfter(past, { components: { [kind]: KINDS[kind].component } })
  return onHost(job, host) as JobWithPast
}

const strikeHost = (job: JobWithPast, blow: Strike['blow']) => strike(job, { way: 'down', host, blow })

describe('the connection is reset in the middle of a stream', () => {
  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('of %s', async (kind) => {
    const { place, tool } = KINDS[kind]
    const job = await jobOf(kind)
    const { main } = await strikeHost(job, (proxy) => proxy.cut())
    expectRed(main, [
      new RegExp(`^${kind}.*: .*connection was lost: (read|write) ECONNRESET`),
      /\n→ Run it again/
    ])
    await expectNothingStored(job)
    await expectQuiet(place, [tool])
    if (kind === 'attic') await expectNoHelper(attic)
    await expectNextRunGreen(job)
  })
})

describe('the connection', () => {
  test('goes silent', async () => {
    const job = await jobOf('db')
    const { main } = await strike(job, { way: 'down', host, blow: () => 'stay silent' })
    expectRed(main, [
      /^db\/shop: .*nothing was heard from deploy@127\.0\.0\.1:\d+ for 45 s/,
      /\n→ Run it again/
    ])
    expect(main.seconds).toBeLessThan(120)
    await expectNothingStored(job)
    await expectQuiet(db, ['pg_dump'])
    await expectNextRunGreen(job)
  })

  test.each([1000, 2500, 4000, 6000, 9000, 14_000])(
    'is reset for good after %d bytes from the host',
    async (bytes) => {
      const job = await jobOf('db')
      const proxy = await startProxy({ target: host.port, cutAfterBytesDown: bytes, afterCut: 'refuse' })
      try {
        const { main } = await runJob(onHost(job, { ...host, port: proxy.port }))
        expectRed(main, [/→ /])
      } finally {
        await proxy.close()
      }
      await expectNothingStored(job)
      await expectQuiet(db, ['psql', 'pg_dump'])
    }
  )

  test('is reset while the dump waits for a lock and writes nothing', async () => {
    const job = await jobOf('db')
    const holding = Promise.allSettled([sql(db, 'shop', 'BEGIN; LOCK TABLE noise; SELECT pg_sleep(100)')])
    const proxy = await startProxy({ target: host.port })
    try {
      const running = runJob(onHost(job, { ...host, port: proxy.port }))
      await untilPrinted('SELECT count(*) FROM pg_locks WHERE NOT granted', '1\n')
      expect(await runsIn(db, 'pg_dump')).toBe(true)
      proxy.cut()
      expectRed((await running).main, [/\bdb\/shop: .*connection was lost/, /→ Run it again/])
      await expectNothingStored(job)
      await expectQuiet(db, ['pg_dump'])
    } finally {
      await proxy.close()
      await sql(
        db,
        'postgres',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'`
      )
      await holding
    }
    await expectNextRunGreen(job)
  })

  test('is reset once before the login, which is tried again', async () => {
    const proxy = await startProxy({ target: host.port, cutAfterBytesDown: 1000 })
    try {
      await expectNextRunGreen(onHost(await jobOf('db'), { ...host, port: proxy.port }))
      expect(proxy.connections).toBeGreaterThan(1)
    } finally {
      await proxy.close()
    }
  })
})

async function untilPrinted(query: string, wanted: string): Promise<void> {
  for (let tries = 0; (await sql(db, 'postgres', query)) !== wanted; tries += 1) {
    if (tries === 100) throw new Error(`${query} does not become ${wanted}`)
    await sleep(200)
  }
}

describe('the host', () => {
  test('kills the session', async () => {
    const job = await jobOf('db')
    const { main } = await strikeHost(job, () => killProcesses(host.container, '^sshd: deploy'))
    expectRed(main, [/^db\/shop: .*connection was lost/, /\n→ Run it again/])
    await expectNothingStored(job)
    await expectQuiet(db, ['pg_dump'])
    await expectNextRunGreen(job)
  })

  test('dies', async () => {
    const job = await jobOf('db')
    const { main } = await strikeHost(job, () => run(['docker', 'kill', host.container]))
    expectRed(main, [/^db\/shop: .*connection was lost/, /\n→ Run it again/])
    await expectNothingStored(job)
    await expectQuiet(db, ['pg_dump'])
    const { main: next } = await runJob(job)
    expectRed(next, [/^deploy@127\.0\.0\.1:\d+ refuses the connection/, /\n→ /])
  })
})
