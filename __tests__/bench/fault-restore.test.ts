import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectNoHelper, expectRed, makePast } from './aftermath.ts'
import { asRoot, fillDisk, NOISE_BYTES, NOISE_ROWS, noisyFile, startAgain } from './damage.ts'
import { runJob, sql } from './job.ts'
import { untilSuccess } from './own-parts.ts'
import { makeRestorable, type Restorable } from './restorable.ts'
import { strike } from './strike.ts'

// A host that fails in the middle of a restore keeps in service what was in service.

let stack: Restorable

beforeAll(async () => {
  stack = await makeRestorable()
}, 180_000)

afterAll(() => stack.remove(), 60_000)

test('a swap that fails is undone for all: containers are started again, and the old data is in service', async () => {
  const { db, cache } = stack.containers
  const startedAt = () => run(['docker', 'inspect', '--format', '{{.State.StartedAt}}', cache])
  const started = await startedAt()
  // Nobody can rename a database while a prepared transaction holds it.
  await sql(db, 'shop', `BEGIN; INSERT INTO later VALUES (1); PREPARE TRANSACTION 'held';`)
  try {
    const { main } = await stack.restore(stack.past)
    expectRed(main, [
      /being accessed by other users|prepared transaction/,
      /The old data was put back and is in service\./
    ])
  } finally {
    await sql(db, 'shop', `ROLLBACK PREPARED 'held'`)
  }
  expect(await startedAt()).not.toBe(started)
  await stack.expectUntouched()
})

describe('a host that fails while the restore stages', () => {
  const staging = (components: string) => ({
    way: 'up' as const,
    bytes: 6_000_000,
    inputs: { mode: 'restore', backup: stack.id, confirm: 'shop', components }
  })

  test.each(['config', 'uploads', 'cache', 'db'])('the connection is cut: %s', async (component) => {
    const { main } = await strike(stack.past, { ...staging(component), blow: (proxy) => proxy.cut() })
    expectRed(main, [new RegExp(`^${component}(/shop)?: .*connection was lost`), /\n→ Run it again/])
    // A second connection removes what was staged.
    await stack.expectUntouched()
  })

  test('the database is killed', async () => {
    const { db } = stack.containers
    const { main } = await strike(stack.past, { ...staging('db'), blow: () => run(['docker', 'kill', db]) })
    expectRed(main, [/^db\/shop: /, /\n→ /])
    await startAgain(db)
    await untilSuccess(['docker', 'exec', db, 'pg_isready', '-h', '127.0.0.1', '-U', 'shop'])
    expect(await sql(db, 'shop', 'SELECT count(*) FROM later')).toBe('0\n')
  })
})

test('the data of the backup fits its own schema no more', async () => {
  const db = await stack.own.postgres('strict')
  // What a check asks has changed since the row came in: the server takes it as it is, and not once more.
  await sql(
    db,
    'shop',
    `CREATE TABLE limits (most int);
    INSERT INTO limits VALUES (10);
    CREATE FUNCTION fits(n int) RETURNS bool LANGUAGE sql AS 'SELECT n <= (SELECT most FROM public.limits)';
    CREATE TABLE orders (n int, CONSTRAINT few CHECK (fits(n)));
    INSERT INTO orders VALUES (7);
    UPDATE limits SET most = 5`
  )
  const job = await makePast({ components: { it: { type: 'postgres', container: db, databases: ['shop'] } } })
  await sql(db, 'shop', 'CREATE TABLE later (n int)')
  const before = await pictureOfPostgres(db)
  const { main } = await runJob(job, { mode: 'restore', backup: 'latest', confirm: 'shop' })
  expectRed(main, [
    /^it\/shop: .*COPY failed for table "orders": .*violates check constraint "few"/s,
    /\n→ The data does not fit the schema/
  ])
  expect(await pictureOfPostgres(db)).toEqual(before)
})

test('a disk is too small for old and new beside each other', async () => {
  const { own } = stack
  const [disk, source] = await Promise.all([own.disk('disk', 40), own.volume('source')])
  const [place, origin] = await Promise.all([
    own.application('place', disk),
    own.application('origin', source)
  ])
  await noisyFile(origin, '/data/noise')
  const job = await makePast({ components: { it: { type: 'volume', volume: source } } })
  await fillDisk(place, '/data')
  const { main } = await runJob(
    { ...job, document: { ...job.document, components: { it: { type: 'volume', volume: disk } } } },
    { mode: 'restore', backup: 'latest', confirm: 'shop' }
  )
  expectRed(main, [/^it: there is no room beside the old data: \S+ MiB are needed, .* are free/, /\n→ /])
  expect(await asRoot(place, 'ls -A /data')).toBe('filling\nlost+found\n')
  await expectNoHelper(disk)
})

test('after all this a restore is green, and brings back what was there', async () => {
  const { cache, db, shop } = stack.containers
  expectGreen((await stack.restore(stack.past)).main)
  expect(await asRoot(cache, 'redis-cli STRLEN noise')).toBe(`${NOISE_BYTES}\n`)
  expect(await sql(db, 'shop', 'SELECT count(*) FROM noise')).toBe(`${NOISE_ROWS}\n`)
  expect(await asRoot(shop, 'ls /data')).toBe('noise\n')
})
