import { rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { type Proxy as NetworkProxy, type ProxyOptions, startProxy } from '../../bench/network/proxy.ts'
import {
  expectGreen,
  expectNextRunGreen,
  expectNothingStored,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { asRoot, noisyFile } from './damage.ts'
import { atStore, type Job, runJob, storedKeys } from './job.ts'
import { ownParts } from './own-parts.ts'
import { strike } from './strike.ts'

// Whatever the store does: what is green is whole, what is red is not there.

const environment = await readEnvironment()
const { s3 } = environment
const storePort = Number(new URL(s3.endpoint).port)
const own = ownParts(environment)
const uploads = await own.volume('uploads')
const small = await own.volume('small')
const shop = await own.application('shop', uploads)
const blog = await own.application('blog', small)
const SMALL = { small: { type: 'volume', volume: small } }
const BIG = { uploads: { type: 'volume', volume: uploads } }
let past: JobWithPast

beforeAll(async () => {
  await Promise.all([noisyFile(shop, '/data/noise'), asRoot(blog, 'echo text >/data/file')])
  past = await makePast({ components: SMALL })
}, 120_000)

afterAll(() => own.remove(), 60_000)

/** Runs a job whose way to the store leads through a proxy; `watch` does something to it meanwhile. */
async function runBehind(
  job: Job,
  options: Omit<ProxyOptions, 'target'>,
  watch: (proxy: NetworkProxy, main: Promise<number>) => Promise<unknown> = async () => undefined
) {
  const proxy = await startProxy({ ...options, target: storePort })
  try {
    const started = Promise.withResolvers<number>()
    const running = runJob(
      atStore(job, { endpoint: `https://127.0.0.1:${proxy.port}` }),
      {},
      { onStart: started.resolve, timeoutMs: 400_000 }
    )
    await Promise.all([running, watch(proxy, started.promise)])
    return { ...(await running), proxy }
  } finally {
    await proxy.close()
  }
}

const sent = async (proxy: NetworkProxy, bytes: number) => {
  while (proxy.bytesUp < bytes) await sleep(5)
}

const MB = 1_000_000

describe('a store that is out of reach for a while does not matter', () => {
  test('every connection is reset once', async () => {
    const job = await jobAfter(past, { components: BIG })
    const { main, proxy } = await runBehind(job, { cutAfterBytesUp: 10 * MB })
    expectGreen(main)
    expect(main.log).toMatch(/; trying again in/)
    expect(proxy.bytesUp).toBeGreaterThan(24 * MB)
  })

  test('it is gone for 15 seconds', async () => {
    const job = await jobAfter(past, { components: BIG })
    const { main } = await runBehind(job, { bytesPerSecond: 10 * MB }, async (proxy) => {
      await sent(proxy, 10 * MB)
      await proxy.refuse()
      await sleep(15_000)
      await proxy.accept()
    })
    expectGreen(main)
    expect(main.log).toMatch(/ECONNREFUSED.*; trying again in/)
  })

  test('it is silent for 15 seconds', async () => {
    const job = await jobAfter(past, { components: BIG })
    const { main } = await runBehind(job, { bytesPerSecond: 10 * MB }, async (proxy) => {
      await sent(proxy, 10 * MB)
      proxy.pause()
      await sleep(15_000)
      proxy.resume()
    })
    expectGreen(main)
  })
})

describe('a store that is gone for longer than it is waited for', () => {
  test('from the beginning', async () => {
    const job = await jobAfter(past)
    const { main } = await runBehind(job, {}, (proxy) => proxy.refuse())
    expectRed(main, [/^s3:\/\/.*\(tried \d+ times\): connect ECONNREFUSED/, /\n→ Check store\.endpoint/])
    await expectNothingStored(job)
    await expectNextRunGreen(job)
  }, 300_000)

  test('in the middle: post removes what main could not', async () => {
    const job = await jobAfter(past, { components: BIG })
    let waited = 0
    const { main, post } = await runBehind(
      job,
      { cutAfterBytesUp: 10 * MB, afterCut: 'refuse' },
      async (proxy, main) => {
        await sent(proxy, 10 * MB)
        const gone = performance.now()
        await processEnd(await main)
        waited = (performance.now() - gone) / 1000
        await proxy.accept()
      }
    )
    expectRed(main, [/^uploads: s3:\/\/.*ECONNREFUSED/, /half set could not be removed/, /\n→ /])
    // It was waited for 90 s, and twice shortly to clean up.
    expect(waited).toBeGreaterThan(80)
    expect(waited).toBeLessThan(165)
    expect(post.log).toMatch(/Removed the half set/)
    await expectNothingStored(job)
    await expectNextRunGreen(job)
  }, 500_000)
})

async function processEnd(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
      throw error
    }
    await sleep(50)
  }
}

describe('an object that changes behind our back before the commit', () => {
  const fileOf = async (job: Job, name: string) => {
    const key = (await storedKeys(job)).find((each) => each.endsWith(`/${name}`) && !isPast(job, each))
    if (key === undefined) throw new Error(`${name} is not stored yet`)
    return join(s3.data, s3.bucket, job.prefix, key)
  }
  const isPast = (job: Job, key: string) =>
    (job as JobWithPast).past.some((object) => object.startsWith(`${key} `))

  test.each([
    ['it is cut short', (path: string) => truncate(path, 10), /has 10 bytes, \d+ bytes were stored/],
    ['it is deleted', (path: string) => rm(path), /is gone, \d+ bytes were stored/]
  ])('%s', async (_, change, said) => {
    const job = await jobAfter(past, { components: { ...SMALL, ...BIG } })
    const { main } = await strike(job, {
      way: 'down',
      blow: async () => change(await fileOf(job, 'small.tar.zst'))
    })
    expectRed(main, [/^s3:\/\/.*\/small\.tar\.zst /, said, /\n→ The set was not committed\./])
    await expectNothingStored(job)
    await expectNextRunGreen(job)
  })
})
