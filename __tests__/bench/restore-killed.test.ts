import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, type JobWithPast, makePast } from './aftermath.ts'
import { runJob, sql } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'

// A runner that is killed while old and new change places leaves nobody who could undo it. What the README says then mends it.

const own = ownParts(await readEnvironment())
let job: JobWithPast
let parts: { readonly db: string; readonly cache: string; readonly shop: string }

const inService = async () => ({
  db: await sql(parts.db, 'shop', 'SELECT word FROM words'),
  cache: await run(['docker', 'exec', parts.cache, 'redis-cli', 'GET', 'word']),
  shop: await run(['docker', 'exec', parts.shop, 'cat', '/data/word'])
})

async function write(word: string): Promise<void> {
  await sql(
    parts.db,
    'shop',
    `DROP TABLE IF EXISTS words; CREATE TABLE words AS SELECT '${word}'::text AS word`
  )
  await run(['docker', 'exec', parts.cache, 'redis-cli', 'SET', 'word', word])
  await run(['docker', 'exec', parts.shop, 'sh', '-c', `echo ${word} >/data/word`])
}

const start = async (...containers: readonly string[]) => {
  await run(['docker', 'start', ...containers])
  await untilSuccess(['docker', 'exec', parts.cache, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
}

beforeAll(async () => {
  const [data, uploads] = await Promise.all([own.volume('cache'), own.volume('uploads')])
  const [db, cache, shop] = await Promise.all([
    own.postgres('db'),
    own.redis('cache', data, ['--appendonly', 'yes']),
    own.application('shop', uploads)
  ])
  parts = { db, cache, shop }
  await write('old')
  job = await makePast({
    components: {
      db: { type: 'postgres', container: db, databases: ['shop'] },
      uploads: { type: 'volume', volume: uploads },
      cache: { type: 'redis', container: cache }
    }
  })
  await write('new')
}, 180_000)

afterAll(() => own.remove(), 60_000)

test.each([
  { moment: 'the application was stopped', comes: () => stops(parts.shop) },
  { moment: 'Redis was stopped', comes: () => stops(parts.cache) },
  { moment: 'the old database has another name', comes: () => isRenamed(parts.db) }
])('the runner is killed when $moment: the README says what to do', async ({ comes }) => {
  const started = Promise.withResolvers<number>()
  const [{ main }] = await Promise.all([
    runJob(job, { mode: 'restore', backup: 'latest', confirm: 'shop' }, { onStart: started.resolve }),
    comes().then(async () => process.kill(await started.promise, 'SIGKILL'))
  ])
  expect(main.log).toContain('Exchange old for new')
  expect(main.exitCode).not.toBe(0)

  await start(parts.cache)
  expectGreen((await runJob(job, { mode: 'restore', backup: 'latest', confirm: 'shop' })).main)
  await start(parts.shop)
  expect(await inService()).toEqual({ db: 'old\n', cache: 'old\n', shop: 'old\n' })
  await write('new')
  expect(await inService()).toEqual({ db: 'new\n', cache: 'new\n', shop: 'new\n' })
})

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
