import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { run } from '../../bench/run.ts'
import { expectQuiet, expectRed } from './aftermath.ts'
import { asRoot, fakeProgram } from './damage.ts'
import { runJob, runsIn } from './job.ts'
import { untilSuccess } from './own-parts.ts'
import { makeRestorable, type Restorable } from './restorable.ts'

// A restore that is cancelled leaves what was in service. It ends at once as long as nothing was exchanged; an exchange that has begun is
// taken back.

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

test('within the exchange: it is taken back', async () => {
  const { cache } = stack.containers
  const isStopped = async () =>
    (await run(['docker', 'inspect', '--format', '{{.State.Running}}', cache])) === 'false\n'
  const { main } = await cancelled('db,cache', isStopped)
  expectRed(main, [/^the run was cancelled\. The old data was put back and is in service\.$/])
  await untilSuccess(['docker', 'exec', cache, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
  await stack.expectUntouched()
})
