import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectRed, type JobWithPast, makePast } from './aftermath.ts'
import { onHost, runJob, sql } from './job.ts'
import { type MarkedStack, startMarkedStack } from './marked-stack.ts'
import { ownParts } from './own-parts.ts'

// A runner that is killed while old and new change places leaves a journal, by which `post` or the host itself takes the restore back.

const own = ownParts(await readEnvironment())
let job: JobWithPast
let stack: MarkedStack

const NEW = ['new', 'new', 'new']
const OLD = ['old', 'old', 'old']
const LATEST = { mode: 'restore', backup: 'latest', confirm: 'shop' }

beforeAll(async () => {
  stack = await startMarkedStack(own)
  await stack.write('old')
  job = await makePast({ components: stack.components })
  await stack.write('new')
}, 180_000)

afterAll(() => own.remove(), 60_000)

test.each([
  {
    moment: 'the application was stopped',
    comes: () => stops(stack.containers.shop),
    said: /Took back what the restore that was cut short had exchanged|Started again what/
  },
  {
    moment: 'Redis was stopped',
    comes: () => stops(stack.containers.cache),
    said: /Took back what the restore that was cut short had exchanged|Started again what/
  },
  {
    moment: 'the old database has another name',
    comes: () => isRenamed(stack.containers.db),
    said: /Took back what the restore that was cut short had exchanged/
  }
])('the runner is killed when $moment: the old data is back in service at once', async ({ comes, said }) => {
  const started = Promise.withResolvers<number>()
  const [{ main, post }] = await Promise.all([
    runJob(job, LATEST, { onStart: started.resolve }),
    comes().then(async () => process.kill(await started.promise, 'SIGKILL'))
  ])
  expect(main.log).toContain('Exchange old for new')
  expect({ main: main.exitCode, post: post.exitCode, log: post.log }).toEqual({
    main: 'SIGKILL',
    post: 0,
    log: expect.stringMatching(said)
  })
  await stack.untilItAnswers()
  expect(await stack.words()).toEqual(NEW)

  expectGreen((await runJob(job, { mode: 'restore', backup: 'resume', confirm: 'shop' })).main)
  expect(await stack.words()).toEqual(OLD)
  expectRed((await runJob(job, { mode: 'restore', backup: 'resume', confirm: 'shop' })).main, [
    /^there is no restore of shop that could be resumed/
  ])
  await stack.write('new')
})

test('the runner is killed and the network is gone: the host takes it back by itself', async () => {
  const started = Promise.withResolvers<number>()
  const proxy = await startProxy({ target: job.environment.host.port, bytesPerSecond: 100 * 2 ** 20 })
  try {
    const { hostKeys } = job.environment.host
    const [{ main }] = await Promise.all([
      runJob(onHost(job, { port: proxy.port, hostKeys }), LATEST, { onStart: started.resolve }),
      isRenamed(stack.containers.db).then(async () => {
        process.kill(await started.promise, 'SIGKILL')
        await proxy.close()
      })
    ])
    expect(main.exitCode).toBe('SIGKILL')
    const deadline = performance.now() + 160_000
    const isBack = async () => (await stack.words().catch(() => [])).join() === NEW.join()
    while (!(await isBack()) && performance.now() < deadline) await sleep(1000)
    await stack.untilItAnswers()
    expect(await stack.words()).toEqual(NEW)
  } finally {
    await proxy.close()
  }
  const { main } = await runJob(job)
  expectGreen(main)
  expect(main.log).toContain('A restore whose run had died was taken back')
}, 300_000)

async function until(happened: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await happened())) {
    if (performance.now() > deadline) throw new Error('the moment does not come')
    await sleep(5)
  }
}

const stops = (container: string) =>
  until(
    async () => (await run(['docker', 'inspect', '--format', '{{.State.Running}}', container])) === 'false\n'
  )

async function isRenamed(container: string): Promise<void> {
  const renamed = () =>
    sql(container, 'postgres', `SELECT datname FROM pg_database WHERE datname ~ '_predeploy_old_'`)
  const before = await renamed()
  await until(async () => (await renamed()) !== before)
}
