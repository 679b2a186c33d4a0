import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { attempt, run } from '../../bench/run.ts'
import type { Phase } from '../../bench/runner.ts'
import { expectGreen, expectNoHelper } from './aftermath.ts'
import { FAULTS, seeded, WORDS } from './chaos.ts'
import { asRoot } from './damage.ts'
import { atStore, type Job, newJob, onHost, openUploads, runJob, sql } from './job.ts'
import { type MarkedStack, startMarkedStack } from './marked-stack.ts'
import { ownParts } from './own-parts.ts'

// At random moments of a backup or of a restore something goes wrong, while the stack is written to. Whatever it is: the services run
// again, their data is all old or all new, and the next run is green and finds nothing left. `npm run bench:chaos` plays other rounds.

const SEED = Number(process.env['PREDEPLOY_CHAOS_SEED'] ?? 1)
const ROUNDS = Number(process.env['PREDEPLOY_CHAOS_ROUNDS'] ?? 10)

const environment = await readEnvironment()
const own = ownParts(environment)
const random = seeded(SEED)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
const PLANNED = Array.from({ length: ROUNDS }, (_, index) => ({
  round: index + 1,
  mode: pick(['backup', 'restore'] as const),
  fault: pick(FAULTS),
  /** Of the time that a run takes when nothing goes wrong. */
  moment: random()
}))

const usual = { backup: 0, restore: 0 }
let job: Job
let stack: MarkedStack
let host: Awaited<ReturnType<typeof own.host>>

beforeAll(async () => {
  host = await own.host('host', [`${await own.volume('words', '4m')}:${WORDS}`])
  stack = await startMarkedStack(own, host.container)
  const { db, shop } = stack.containers
  for (const container of names()) await run(['docker', 'update', '--restart', 'unless-stopped', container])
  await asRoot(host.container, `chown deploy: ${WORDS}`)
  await sql(db, 'shop', 'CREATE TABLE load (at timestamptz)')
  await run(['docker', 'exec', shop, 'sh', '-c', 'head -c 4000000 /dev/urandom >/data/noise'])
  await stack.write('old')
  const change = {
    components: stack.components,
    quiesce: { stop: [shop], grace: 1 },
    restore: { stop: [shop] },
    'lock-timeout': '5m'
  }
  job = onHost(await newJob(change), host)
  const backup = await runJob(job)
  expectGreen(backup.main)
  const restore = await runJob(job, RESTORE)
  expectGreen(restore.main)
  usual.backup = backup.main.seconds
  usual.restore = restore.main.seconds
}, 300_000)

afterAll(() => own.remove(), 60_000)

const RESTORE = { mode: 'restore', confirm: 'shop', backup: 'latest' }
const names = () => Object.values(stack.containers)
// Of Postgres, Redis, the volume and the files.
const all = (word: string) => [word, word, word, word]

// Writes to all three until its container stops; what it wrote is of no interest.
async function beginLoad(): Promise<void> {
  const loads = [
    [stack.containers.db, 'psql -X -q -U shop -d shop -c "INSERT INTO load VALUES (now())"'],
    [stack.containers.cache, 'redis-cli INCR load'],
    [stack.containers.shop, 'date >>/data/load']
  ] as const
  for (const [container, command] of loads) {
    const line = `while [ ! -e /tmp/enough ]; do ${command}; sleep 0.1; done >/dev/null 2>&1`
    await run(['docker', 'exec', container, 'rm', '-f', '/tmp/enough'])
    await run(['docker', 'exec', '--detach', container, 'sh', '-c', line])
  }
}

async function endLoad(): Promise<void> {
  for (const container of names()) await attempt(['docker', 'exec', container, 'touch', '/tmp/enough'])
}

async function isUp(): Promise<boolean> {
  const { stdout } = await attempt(['docker', 'inspect', '--format', '{{.State.Status}}', ...names()])
  return stdout.toString() === 'running\nrunning\nrunning\n'
}

/** The words that are in service once everything answers again, however that came about. */
async function settled(): Promise<readonly string[]> {
  const deadline = performance.now() + 200_000
  let last: unknown
  while (performance.now() < deadline) {
    try {
      if (!(await isUp())) throw new Error('not everything runs')
      const words = await stack.words()
      if (new Set(words).size === 1) return words
      last = new Error(`a mix: ${words.join(', ')}`)
    } catch (error) {
      last = error
    }
    await sleep(1000)
  }
  throw last
}

async function expectNothingLeft(): Promise<void> {
  expect(await openUploads(job)).toEqual([])
  const state = await run([
    ...['docker', 'exec', '--user', 'deploy', host.container, 'sh', '-c'],
    'ls ~/.predeploy-backup/shop'
  ])
  expect(state).toMatch(/^lock\.\d+\n(unfinished\n)?$/)
  expect(
    await sql(stack.containers.db, 'postgres', `SELECT datname FROM pg_database WHERE datname ~ 'predeploy'`)
  ).toBe('')
  for (const container of [stack.containers.cache, stack.containers.shop])
    expect(await run(['docker', 'exec', container, 'ls', '-A', '/data'])).not.toContain('predeploy')
  for (const volume of stack.volumes) await expectNoHelper(volume)
  expect(await asRoot(host.container, 'ls -A /srv /srv/marked')).not.toContain('predeploy')
  for (const container of names()) {
    const processes = await run(['docker', 'top', container, '-eo', 'pid,args'])
    expect(processes).not.toMatch(/pg_dump|pg_restore|tar -|predeploy/)
  }
}

test.each(PLANNED)('round $round: $mode, and $fault.name', async ({ mode, fault, moment }) => {
  const present = mode === 'restore' ? 'new' : 'old'
  await stack.write(present)
  await beginLoad()
  const [ssh, store] = await Promise.all([
    startProxy({ target: host.port }),
    startProxy({ target: Number(new URL(environment.s3.endpoint).port) })
  ])
  let main: Phase
  try {
    const started = Promise.withResolvers<number>()
    const throughProxies = atStore(onHost(job, { port: ssh.port, hostKeys: host.hostKeys }), {
      endpoint: `https://127.0.0.1:${store.port}`
    })
    const running = runJob(throughProxies, mode === 'restore' ? RESTORE : {}, { onStart: started.resolve })
    const runner = await started.promise
    await sleep(moment * usual[mode] * 1000)
    const mend = await fault.deal({ runner, ssh, store, host: host.container, containers: stack.containers })
    main = (await running).main
    await mend()
    const words = await settled()
    const log = main.log
    if (mode === 'backup') expect({ words, log }).toEqual({ words: all('old'), log })
    else if (main.exitCode === 0) expect({ words, log }).toEqual({ words: all('old'), log })
    else if (main.exitCode === 1) expect({ words, log }).toEqual({ words: all('new'), log })
  } finally {
    await endLoad()
    await Promise.all([ssh.close(), store.close()])
  }
  // Where the restore was killed after it was proven, its data is in service, and is what the next rounds restore.
  await stack.write('old')
  expectGreen((await runJob(job)).main)
  await expectNothingLeft()
})
