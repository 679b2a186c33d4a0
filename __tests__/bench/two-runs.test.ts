import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { run } from '../../bench/run.ts'
import {
  expectGreen,
  expectNothingStored,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { NOISY_TABLE } from './damage.ts'
import { atStore, aws, type Job, runJob, sql } from './job.ts'
import { ownParts } from './own-parts.ts'
import { strike } from './strike.ts'

// One run at a time works on a stack: the next one waits for it, or is told who it is, or takes over from it when it is dead.

const environment = await readEnvironment()
const own = ownParts(environment)
const db = await own.postgres('db')
const past = await pastOf()
const owner = JSON.stringify({
  token: 'other',
  since: '2026-01-02T03:04:05.000Z',
  run: 'https://github.com/shop/shop/actions/runs/1',
  attempt: '2',
  job: 'migrate'
})

async function pastOf(): Promise<JobWithPast> {
  await sql(db, 'shop', NOISY_TABLE)
  return makePast({ components: { db: { type: 'postgres', container: db, databases: ['postgres'] } } })
}

const newJob = (change = {}) => jobAfter(past, change)
const streamingJob = () =>
  newJob({ components: { db: { type: 'postgres', container: db, databases: ['shop'] } } })

const onHost = (script: string) =>
  run(['docker', 'exec', '--user', 'deploy', '-i', environment.host.container, 'sh', '-euc', script])
const FOLDER = '"$(getent passwd deploy | cut -d: -f6)/.predeploy-backup/shop"'
const locks = async () => (await onHost(`cd ${FOLDER} && head -n 2 lock.*`)).trim().split('\n')

/** Another run takes the lock of the host; it ends after so many seconds of silence. */
const plant = (seconds: number) =>
  onHost(`cd ${FOLDER}; last=0
for file in lock.*; do if [ "\${file#lock.}" -gt "$last" ]; then last=\${file#lock.}; fi; done
printf '%s\n' "$(($(date +%s) + ${seconds}))" '${owner}' >lock.$((last + 1))`)

afterEach(() => onHost(`rm -rf ${FOLDER}`))
afterAll(() => own.remove(), 60_000)

const manifestOf = async (job: Job, id = '') =>
  JSON.parse(
    await aws(job, [
      's3',
      'cp',
      `s3://${job.environment.s3.bucket}/${job.prefix}/shop/${id}/manifest.json`,
      '-'
    ])
  ) as { startedAt: string; finishedAt: string }

test('two backups at once: both are green, one after the other', async () => {
  const job = await newJob()
  const ran = await Promise.all([runJob(job), runJob(job)])
  for (const { main } of ran) expectGreen(main)
  expect(ran.filter(({ main }) => main.log.includes('::notice::Waiting for'))).toHaveLength(1)
  const [first, second] = (
    await Promise.all(ran.map(({ main }) => manifestOf(job, main.outputs['backup-id'])))
  ).sort((one, other) => one.startedAt.localeCompare(other.startedAt))
  expect(second?.startedAt.localeCompare(first?.finishedAt ?? '')).toBe(1)
})

test('what is left of a lock that is free is one line that says so', async () => {
  const { main } = await runJob(await newJob())
  expectGreen(main)
  expect(main.state['lock']).toBe('')
  expect((await locks())[0]).toMatch(/^0+$/)
})

describe('a run that waits for another', () => {
  test('says for whom, and is red when that takes too long', async () => {
    const job = await newJob({ 'lock-timeout': 3 })
    await runJob(job)
    await plant(100)
    const before = await locks()
    const { main, post } = await runJob(await newJob({ 'lock-timeout': 3 }))
    expect(main.log).toMatch(
      /::notice::Waiting for https:\/\/github.com\/shop\/shop\/actions\/runs\/1 \(attempt 2, job migrate, since 2026-01-02T03:04:05.000Z\)/
    )
    expectRed(main, [
      /^shop on deploy@127.0.0.1:\d+ is in use by https.*waited for 3.0 s/,
      /lock-timeout: 1h/
    ])
    expectGreen(post)
    expect(await locks()).toEqual(before)
  })

  test('goes on when the other one is dead, and says so', async () => {
    const job = await newJob()
    await runJob(job)
    await plant(4)
    const { main } = await runJob(job)
    expectGreen(main)
    expect(main.log).toMatch(
      /::notice::Took over the lock of https:.*: it was not renewed, so that run is dead/
    )
  })

  test('ends at once when it is cancelled', async () => {
    const job = await newJob()
    await runJob(job)
    await plant(100)
    const { promise: pid, resolve: onStart } = Promise.withResolvers<number>()
    const running = runJob(await newJob(), {}, { onStart })
    await sleep(4000)
    const struck = performance.now()
    process.kill(await pid, 'SIGINT')
    const { main } = await running
    expectRed(main, [/^the run was cancelled$/])
    expect(performance.now() - struck).toBeLessThan(5000)
  })

  test('is told before a restore touches anything', async () => {
    const job = await newJob({ 'lock-timeout': 3 })
    await runJob(job)
    await plant(100)
    const { main } = await runJob(job, { mode: 'restore', backup: 'latest', confirm: 'shop' })
    expectRed(main, [/is in use by https/])
  })
})

test('a run that is killed does not keep the next one waiting: post frees its lock', async () => {
  const job = await streamingJob()
  const { promise: pid, resolve: onStart } = Promise.withResolvers<number>()
  const { main, post } = await strike(job, {
    way: 'down',
    step: { onStart },
    blow: async () => process.kill(await pid, 'SIGKILL')
  })
  expect(main.exitCode).toBe('SIGKILL')
  expectGreen(post)
  const next = await runJob(await newJob())
  expectGreen(next.main)
  expect(next.main.log).not.toContain('Waiting for')
})

test('a run whose lock was taken over, because it did not renew it, is red and stores nothing', async () => {
  const job = await streamingJob()
  const proxy = await startProxy({
    target: Number(new URL(environment.s3.endpoint).port),
    bytesPerSecond: 8_000_000
  })
  try {
    const running = runJob(atStore(job, { endpoint: `https://127.0.0.1:${proxy.port}` }))
    while (proxy.bytesUp < 7_000_000) await sleep(5)
    proxy.pause()
    await plant(300)
    // Longer than the pause between two renewals.
    await sleep(24_000)
    proxy.resume()
    const { main } = await running
    expectRed(main, [/the lock of shop was taken over by https:/])
    await expectNothingStored(job)
    expect((await locks()).join('\n')).toContain('"token":"other"')
  } finally {
    await proxy.close()
  }
})
