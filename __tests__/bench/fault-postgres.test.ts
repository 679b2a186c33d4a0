import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import {
  expectNextRunGreen,
  expectNothingStored,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { fakeProgram, killProcesses, NOISY_TABLE, noisyFile, startAgain } from './damage.ts'
import { type Job, runJob, sql, storedKeys } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'
import { strikeCapture } from './strike-capture.ts'

// Whatever goes wrong while a database is dumped: the step is red, and nothing of the run is left anywhere.

const own = ownParts(await readEnvironment())
let past: JobWithPast
let db: string
let frail: string

beforeAll(async () => {
  ;[db, frail] = await Promise.all([own.postgres('db'), own.postgres('frail')])
  await Promise.all([
    sql(db, 'shop', NOISY_TABLE),
    sql(frail, 'shop', NOISY_TABLE),
    sql(db, 'postgres', 'CREATE DATABASE small')
  ])
  past = await makePast({ components: postgres(db, 'small') })
}, 120_000)

afterAll(() => own.remove(), 60_000)

const postgres = (container: string, ...databases: readonly string[]) => ({
  db: { type: 'postgres', container, databases }
})

describe('a dump that does not come to its end', () => {
  const copy = async (name: string) => {
    await sql(db, 'postgres', `CREATE DATABASE ${name} TEMPLATE shop`)
    return postgres(db, name)
  }

  test('pg_dump is killed when another artifact is stored already', async () => {
    await strikeCapture(past, {
      components: await copy('killed'),
      async blow(job: Job) {
        expect(await storedKeys(job)).toContainEqual(expect.stringMatching(/\/db\.globals\.sql\.zst$/))
        await killProcesses(db, `pg_dump.*dbname='killed'`)
      },
      said: [/^db\/killed: .*\(exit status 137\)/, /\n→ It was killed: .*docker ps -a/],
      trace: [db, `dbname='killed'`]
    })
  })

  test('the server ends its session', async () => {
    await strikeCapture(past, {
      components: await copy('ended'),
      blow: () =>
        sql(db, 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ended'`),
      said: [/^db\/ended: .*\(exit status 1\).*\n→ Those are the words of the tool/s],
      trace: [db, `dbname='ended'`]
    })
  })

  test('it takes longer than the timeout of its component', async () => {
    const { db: component } = await copy('late')
    await strikeCapture(past, {
      components: { db: { ...component, timeout: 12 } },
      blow: () => sleep(13_000),
      said: [/^db\/late: .*not done within 12 s/, /\n→ Is the host overloaded/],
      trace: [db, `dbname='late'`]
    })
  })

  test('its database is renamed between the look at the host and its dump', async () => {
    const volume = await own.volume('early')
    const early = await own.application('early', volume)
    await Promise.all([noisyFile(early, '/data/noise'), sql(db, 'postgres', 'CREATE DATABASE renamed')])
    // What is bigger than 64 MiB is captured last.
    await sql(db, 'renamed', `CREATE TABLE zeros AS SELECT repeat('0', 1000) FROM generate_series(1, 80000)`)
    await strikeCapture(past, {
      components: { early: { type: 'volume', volume }, ...postgres(db, 'renamed') },
      blow: () => sql(db, 'postgres', 'ALTER DATABASE renamed RENAME TO elsewhere'),
      said: [/^db\/renamed: .*database "renamed" does not exist/s, /\n→ /],
      mend: () => sql(db, 'postgres', 'ALTER DATABASE elsewhere RENAME TO renamed'),
      trace: [db, `dbname='renamed'`]
    })
  })
})

describe('a container that goes away', () => {
  test('it is killed', () =>
    strikeCapture(past, {
      components: postgres(frail, 'shop'),
      blow: () => run(['docker', 'kill', frail]),
      said: [/^db\/shop: .*\(exit status 137\)/, /\n→ It was killed: its container was stopped/],
      async mend() {
        await startAgain(frail)
        await untilSuccess(['docker', 'exec', frail, 'pg_isready', '-h', '127.0.0.1', '-U', 'shop'])
      },
      trace: [frail, 'pg_dump']
    }))

  test('it stands still for longer than the timeout of its component', () =>
    strikeCapture(past, {
      components: { db: { type: 'postgres', container: frail, timeout: 12 } },
      async blow() {
        await run(['docker', 'pause', frail])
        await sleep(1000)
      },
      said: [/^db\/shop: .*not done within 12 s/, /\n→ Is the host overloaded/],
      mend: () => run(['docker', 'unpause', frail]),
      trace: [frail, 'pg_dump']
    }))

  test('it is removed', () =>
    strikeCapture(past, {
      components: postgres(frail, 'shop'),
      blow: () => run(['docker', 'rm', '--force', '--volumes', frail]),
      said: [/^db\/shop: .*\(exit status (1|137)\)/, /\n→ .*[iI]ts container was stopped/],
      async mend() {
        await own.postgres('frail')
        await sql(frail, 'postgres', 'CREATE TABLE t ()')
      },
      trace: [frail, 'pg_dump']
    }))
})

describe('a pg_dump that says nothing of its failure', () => {
  let fake: string

  beforeAll(async () => {
    fake = await own.postgres('fake')
    await fakeProgram(fake, 'pg_dump', FAKE_PG_DUMP)
    for (const name of ['empty', 'cut', 'unfinished', 'failed', 'whole']) {
      await sql(fake, 'postgres', `CREATE DATABASE ${name}`)
      await sql(fake, name, 'CREATE TABLE goods AS SELECT n FROM generate_series(1, 1000) AS n')
    }
  }, 60_000)

  test.each([
    ['empty', [/^db\/empty: the archive is empty/, /\n→ The tool ended as if all were well/]],
    ['cut', [/^db\/cut: the archive is cut short/, /\n→ The tool ended as if all were well/]],
    ['unfinished', [/^db\/unfinished: the archive is cut short/, /\n→ The tool ended as if all were well/]],
    ['failed', [/^db\/failed: .*\(exit status 3\)/, /\n→ It did not say why/]]
  ])('its dump is %s', async (database, said) => {
    const job = await jobAfter(past, { components: postgres(fake, database) })
    expectRed((await runJob(job)).main, said)
    await expectNothingStored(job)
    await expectNextRunGreen({ ...job, document: { ...job.document, components: postgres(fake, 'whole') } })
  })

  const FAKE_PG_DUMP = `#!/bin/sh
# A fake: some databases get a dump that is not one, or not whole.
real=/usr/lib/postgresql/$PG_MAJOR/bin/pg_dump
case $* in
  *"dbname='empty'"*) exit 0 ;;
  *"dbname='cut'"*) "$real" "$@" | head -c 1500; exit 0 ;;
  *"dbname='unfinished'"*) "$real" "$@" | head -c -1; exit 0 ;;
  *"dbname='failed'"*) "$real" "$@"; exit 3 ;;
  *) exec "$real" "$@" ;;
esac
`
})
