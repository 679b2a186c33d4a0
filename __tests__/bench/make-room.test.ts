import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { pictureOfHostFolder, pictureOfMount } from '../../bench/compare/tree.ts'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectNextRunGreen, expectRed, makePast, storedObjects } from './aftermath.ts'
import { asRoot, NOISY_TABLE, noisyFile, noisyFolder, noisyKey } from './damage.ts'
import { type Job, onHost, runJob, sql } from './job.ts'
import { type OwnParts, ownParts } from './own-parts.ts'
import { strike } from './strike.ts'

// Three disks, each of which has no room for what it holds and what shall come back, beside each other; Redis has room.

let own: OwnParts
let job: Job
let host: Awaited<ReturnType<OwnParts['host']>>
let parts: { db: string; cache: string; shop: string; host: string }
let backup: string
let then: readonly string[]
let now: readonly string[]

const FOLDER = '/srv/small/folder'

beforeAll(async () => {
  const environment = await readEnvironment()
  own = ownParts(environment)
  const [uploads, keys, tables, config] = await Promise.all([
    own.disk('uploads', 80),
    own.volume('keys'),
    own.disk('tables', 200),
    own.disk('config', 80)
  ])
  host = await own.host('host', [`${config}:/srv/small`])
  const [db, cache, shop] = await Promise.all([
    own.postgres(
      'db',
      ['max_wal_size=32MB', 'min_wal_size=32MB'],
      ['--env', 'PGDATA=/tables/data', '--volume', `${tables}:/tables`]
    ),
    own.redis('cache', keys),
    own.application('shop', uploads)
  ])
  parts = { db, cache, shop, host: host.container }
  await Promise.all([
    sql(db, 'shop', NOISY_TABLE),
    noisyKey(cache),
    noisyFile(shop, '/data/noise'),
    noisyFolder(host.container, FOLDER)
  ])
  const components = {
    config: { type: 'files', paths: [FOLDER] },
    uploads: { type: 'volume', volume: uploads },
    cache: { type: 'redis', container: cache },
    db: { type: 'postgres', container: db, databases: ['shop'] }
  }
  const bench = await makePast({ components: { uploads: components.uploads } })
  job = onHost({ ...bench, document: { ...bench.document, components } }, host)
  const { main } = await runJob(job)
  expectGreen(main)
  backup = main.outputs['backup-id'] ?? ''
  then = await pictures()
  await Promise.all([
    sql(db, 'shop', 'CREATE TABLE later (n int)'),
    asRoot(cache, 'redis-cli SET later 1'),
    asRoot(shop, 'echo later >/data/later'),
    asRoot(host.container, 'echo later >"$1/later" && chown deploy: "$1/later"', FOLDER)
  ])
  now = await pictures()
}, 240_000)

afterAll(() => own.remove(), 60_000)

const pictures = async (): Promise<readonly string[]> => {
  const { stack } = await readEnvironment()
  return Promise.all([
    pictureOfPostgres(parts.db),
    pictureOfRedis(parts.cache),
    pictureOfMount({ container: parts.shop, folder: '/data', helperImage: stack.images.helper }),
    pictureOfHostFolder({ hostContainer: parts.host, folder: FOLDER })
  ])
}

const restore = (inputs: Readonly<Record<string, string>> = {}, at = job) =>
  runJob(at, { mode: 'restore', backup, confirm: 'shop', ...inputs })

const states = () => run(['docker', 'inspect', '--format', '{{.State.Status}}', parts.cache, parts.shop])

test('a restore without consent is refused, and asks for it', async () => {
  const stored = await storedObjects(job)
  const { main } = await restore()
  for (const component of ['config', 'uploads', 'db'])
    expectRed(main, [
      new RegExp(
        `${component}: there is no room beside the old data: \\S+ MiB are needed, \\S+ MiB are free`
      ),
      /Or agree that the old data of config, uploads, db is removed before the new is staged: the input `make-room: true`/
    ])
  expect(await pictures()).toEqual(now)
  expect(await storedObjects(job)).toEqual(stored)
})

test('a dry run tells what would go first, and touches nothing', async () => {
  const { main } = await restore({ 'make-room': 'true', 'dry-run': 'true' })
  expectGreen(main)
  expect(main.summary).toMatch(
    /Removed before the new is staged[^#]*\(make-room\)[^#]*config[^#]*uploads[^#]*db/
  )
  expect(main.summary).toMatch(/MiB without the old data/)
  expect(await pictures()).toEqual(now)
})

test('what is damaged in the store is found before anything goes', async () => {
  const { data, bucket } = job.environment.s3
  const file = await open(join(data, bucket, job.prefix, 'shop', backup, 'db.shop.dump.zst'), 'r+')
  const bytes = Buffer.alloc(64)
  const { size } = await file.stat()
  try {
    await file.read(bytes, 0, 64, size - 64)
    await file.write(Buffer.alloc(64, 0x5a), 0, 64, size - 64)
    expectRed((await restore({ 'make-room': 'true' })).main, [/^db\/shop: .*\n→ .*damaged/s])
    expect(await pictures()).toEqual(now)
    expect(await states()).toBe('running\nrunning\n')
  } finally {
    await file.write(bytes, 0, 64, size - 64)
    await file.close()
  }
})

test('a restore that fails with the old data gone starts nothing, and says where that is', async () => {
  const ill: Job = {
    ...job,
    document: { ...job.document, restore: { health: { command: { command: 'exit 7' }, timeout: '1s' } } }
  }
  const { main } = await restore({ 'make-room': 'true' }, ill)
  expectRed(main, [
    /What was there cannot be put back: /,
    /uploads: its old data, or a part of it, was removed to make room for the new \(make-room\), and what was there is the safety backup \S+/,
    /\n→ .*`backup: resume`/s
  ])
  const [, safety = ''] = /what was there is the safety backup ([\w-]+)/.exec(main.log) ?? []
  expect(await states()).toBe('exited\nexited\n')
  const next = await runJob(job)
  expectRed(next.main, [
    /a restore of shop was not finished/,
    /\n→ The old data of config, uploads, db went to make room for the new, so only a restore brings it back/
  ])
  // What was there comes back by the safety backup, for which there is no room beside either.
  expectGreen((await restore({ backup: safety, 'make-room': 'true' })).main)
  expect(await pictures()).toEqual(now)
  expect(await states()).toBe('running\nrunning\n')
})

test('a restore that is cut off then is begun again, and the safety backup of the first is named', async () => {
  const inputs = { mode: 'restore', backup, confirm: 'shop', 'make-room': 'true' }
  const { main } = await strike(job, {
    ...{ way: 'up', bytes: 45_000_000, host, inputs },
    blow: (proxy) => proxy.cut()
  })
  const [, safety = ''] = /what was there is the safety backup ([\w-]+)/.exec(main.log) ?? []
  expectRed(main, [/^config: .*connection was lost.* What was there cannot be put back: /s])
  expect(await states()).toBe('exited\nexited\n')
  expectRed((await restore({ backup: 'undo', 'dry-run': 'true' })).main, [
    /cannot be taken back: the old data of config, uploads, db was removed to make room/
  ])
  // By now there is room, since nothing is there, and that is what comes back where it fails again.
  const ill: Job = {
    ...job,
    document: { ...job.document, restore: { health: { command: { command: 'exit 7' }, timeout: '1s' } } }
  }
  const again = await restore({ backup: 'resume', 'make-room': 'true' }, ill)
  expectRed(again.main, [
    /restore\.health failed \(exit status 7\)\. What was there before this run was put back\. That is what an earlier restore left/
  ])
  // Each run names where the old data is.
  expect(again.main.log).toMatch(new RegExp(`::warning::.*what was there is the safety backup ${safety}`))
  expectGreen((await restore({ backup: 'resume', 'make-room': 'true' })).main)
  expect(await pictures()).toEqual(then)
  expectGreen((await restore({ backup: safety, 'make-room': 'true' })).main)
  expect(await pictures()).toEqual(now)
})

test('a restore with consent is exact, and says what it did', async () => {
  const keeping: Job = { ...job, document: { ...job.document, restore: { 'keep-old': '1h' } } }
  const { main } = await restore({ 'make-room': 'true' }, keeping)
  expectGreen(main)
  expect(await pictures()).toEqual(then)
  expect(main.log).toMatch(/the old data was removed to make room/)
  expect(main.summary).toMatch(/goes before the new is staged \(make-room\)/)
  expect(main.summary).toMatch(/keep-old\S* has no effect/)
  expectRed((await restore({ backup: 'undo' }, keeping)).main, [
    /no restore of shop that could be taken back/
  ])
  await expectNextRunGreen(job)
})
