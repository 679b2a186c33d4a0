import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import {
  expectGreen,
  expectNextRunGreen,
  expectNothingStored,
  expectQuiet,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { fakeProgram, NOISY_TABLE } from './damage.ts'
import { atStore, onHost, runJob, runsIn, sql, storedKeys } from './job.ts'
import { ownParts } from './own-parts.ts'
import { strike } from './strike.ts'

// A run that is cancelled or killed leaves nothing behind: main removes what it wrote, and post what main could not.

const environment = await readEnvironment()
const own = ownParts(environment)
const db = await own.postgres('db')
let past: JobWithPast

beforeAll(async () => {
  await sql(db, 'shop', NOISY_TABLE)
  past = await makePast({ components: { db: { type: 'postgres', container: db, databases: ['postgres'] } } })
}, 120_000)

afterAll(() => own.remove(), 60_000)

const jobOfShop = () =>
  jobAfter(past, { components: { db: { type: 'postgres', container: db, databases: ['shop'] } } })

/** Tells the process of main once it runs. */
function mainProcess() {
  const started = Promise.withResolvers<number>()
  return { onStart: started.resolve, pid: started.promise }
}

async function expectNothingLeft(job: JobWithPast): Promise<void> {
  await expectNothingStored(job)
  await expectQuiet(db, ['pg_dump', 'psql'])
  await expectNextRunGreen(job)
}

describe('in the middle of a dump', () => {
  test('SIGINT: the run says that it was cancelled', async () => {
    const job = await jobOfShop()
    const { onStart, pid } = mainProcess()
    const { main } = await strike(job, {
      way: 'down',
      step: { onStart },
      blow: async () => process.kill(await pid, 'SIGINT')
    })
    expectRed(main, [/the run was cancelled/])
    await expectNothingLeft(job)
  })

  test('SIGTERM, as when a machine shuts down', async () => {
    const job = await jobOfShop()
    const { onStart, pid } = mainProcess()
    const { main } = await strike(job, {
      way: 'down',
      step: { onStart },
      blow: async () => process.kill(await pid, 'SIGTERM')
    })
    expectRed(main, [/the run was cancelled/])
    await expectNothingLeft(job)
  })

  test('SIGKILL: post removes the half set', async () => {
    const job = await jobOfShop()
    const { onStart, pid } = mainProcess()
    const { main, post } = await strike(job, {
      way: 'down',
      step: { onStart },
      blow: async () => process.kill(await pid, 'SIGKILL')
    })
    expect(main.exitCode).toBe('SIGKILL')
    expectGreen(post)
    expect(post.log).toMatch(/Removed the half set/)
    await expectNothingLeft(job)
  })
})

test('while the host is looked at: what runs there is ended at once', async () => {
  const host = await own.host('host')
  // A Docker that does not answer, called by a name that nobody else has.
  await fakeProgram(host.container, 'docker', '#!/bin/sh\nexec sleep 1000.25\n')
  const job = await jobOfShop()
  const { onStart, pid } = mainProcess()
  const running = runJob(onHost(job, host), {}, { onStart })
  while (!(await runsIn(host.container, 'sleep 1000.25'))) await sleep(50)
  const struck = performance.now()
  process.kill(await pid, 'SIGINT')
  const { main } = await running
  expectRed(main, [/^the run was cancelled$/])
  expect(performance.now() - struck).toBeLessThan(5000)
  await expectQuiet(host.container, ['sleep 1000.25'], 5)
  await expectNothingLeft(job)
})

test('a store that is silent keeps main from cleaning up, until the runner kills it: post does it', async () => {
  const job = await jobOfShop()
  const { onStart, pid } = mainProcess()
  const proxy = await startProxy({
    target: Number(new URL(environment.s3.endpoint).port),
    bytesPerSecond: 8_000_000
  })
  try {
    const behind = atStore(job, { endpoint: `https://127.0.0.1:${proxy.port}` })
    const running = runJob(behind, {}, { onStart })
    while (proxy.bytesUp < 9_000_000) await sleep(5)
    proxy.pause()
    // What GitHub's runner does, and when.
    process.kill(await pid, 'SIGINT')
    await sleep(7500)
    process.kill(await pid, 'SIGTERM')
    await sleep(2500)
    process.kill(await pid, 'SIGKILL')
    proxy.resume()
    const { main, post } = await running
    expect(main.exitCode).not.toBe(0)
    expectGreen(post)
    await expectNothingLeft(job)
  } finally {
    await proxy.close()
  }
})

describe('at any moment, a run is either whole and green or not there', () => {
  let seconds: number

  beforeAll(async () => {
    const { main } = await runJob(await jobOfShop())
    expectGreen(main)
    seconds = main.seconds
  }, 60_000)

  test.each([0.1, 0.3, 0.5, 0.7, 0.9])('SIGINT after %d of the time that a run takes', async (share) => {
    const job = await jobOfShop()
    const { onStart, pid } = mainProcess()
    const running = runJob(job, {}, { onStart })
    const runner = await pid
    await sleep(seconds * share * 1000)
    interrupt(runner)
    const { main } = await running
    if (main.exitCode === 0) {
      expect(await storedKeys(job)).toContain(`shop/${main.outputs['backup-id']}/manifest.json`)
    } else {
      await expectNothingStored(job)
    }
    await expectQuiet(db, ['pg_dump', 'psql'])
  })
})

/** Sends SIGINT; a run that was quicker than expected is over, which is a moment like any other. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
