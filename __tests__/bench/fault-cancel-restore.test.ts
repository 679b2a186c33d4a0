import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { run } from '../../bench/run.ts'
import { expectGreen, expectQuiet, expectRed } from './aftermath.ts'
import { asRoot, fakeProgram, NOISE_BYTES, NOISE_ROWS } from './damage.ts'
import { runJob, runsIn, sql } from './job.ts'
import { makeRestorable, type Restorable } from './restorable.ts'

// A restore that is cancelled ends at once as long as nothing was exchanged, and leaves what was in service. An exchange that has begun
// goes on to its end.

let stack: Restorable

beforeAll(async () => {
  stack = await makeRestorable()
}, 180_000)

afterAll(() => stack.remove(), 60_000)

/** Runs a restore and sends SIGINT at a moment; tells how long the run went on. */
async function cancelled(components: string, moment: () => Promise<boolean>) {
  const started = Promise.withResolvers<number>()
  const inputs = { mode: 'restore', backup: stack.id, confirm: 'shop', components }
  const running = runJob(stack.past, inputs, { onStart: started.resolve })
  const pid = await started.promise
  while (!(await moment())) await sleep(5)
  const struck = performance.now()
  process.kill(pid, 'SIGINT')
  const { main } = await running
  return { main, seconds: (performance.now() - struck) / 1000 }
}

// Psqls that stay, each in one phase, for as long as somebody lets them.
const SLOW = 'exec env -u PGOPTIONS /usr/bin/psql "$@" -c \'SELECT pg_sleep(1000.75)\''
const PHASES = [
  {
    phase: 'the staged data is made ready',
    psql: `case "$*" in *predeploy_new*' -c ANALYZE') ${SLOW} ;; esac`
  },
  {
    phase: 'what was staged is counted',
    psql: `case "$*" in *' -c '*) ;; *predeploy_new*) ${SLOW} ;; esac`
  }
]

test.each(PHASES)('while $phase: it ends at once, and leaves nothing', async ({ psql }) => {
  const { db } = stack.containers
  await fakeProgram(db, 'psql', `#!/bin/sh\n${psql}\nexec /usr/bin/psql "$@"\n`)
  try {
    const { main, seconds } = await cancelled('db', () => runsIn(db, 'pg_sleep(1000.75)'))
    expectRed(main, [/^the run was cancelled$/])
    expect(seconds).toBeLessThan(8)
    await expectQuiet(db, ['pg_sleep', 'pg_restore'], 5)
  } finally {
    await asRoot(db, 'rm /usr/local/bin/psql')
  }
  await stack.expectUntouched()
})

test('within the exchange: it goes on to its end, and all is in service', async () => {
  const { db, cache, shop } = stack.containers
  const isStopped = async () =>
    (await run(['docker', 'inspect', '--format', '{{.State.Running}}', cache])) === 'false\n'
  const { main } = await cancelled('db,cache', isStopped)
  expectGreen(main)
  expect(main.outputs['backup-id']).toBe(stack.id)
  expect(await asRoot(cache, 'redis-cli STRLEN noise')).toBe(`${NOISE_BYTES}\n`)
  expect(await sql(db, 'shop', 'SELECT count(*) FROM noise')).toBe(`${NOISE_ROWS}\n`)
  expect(await asRoot(shop, 'ls /data')).toBe('later\nnoise\n')
})
