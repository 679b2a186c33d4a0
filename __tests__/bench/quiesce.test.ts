import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { run } from '../../bench/run.ts'
import {
  expectGreen,
  expectNothingStored,
  expectRed,
  forgetLocks,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { noisyFile } from './damage.ts'
import { atStore, aws, onHost, runJob } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'
import { strike } from './strike.ts'

// What is stopped for a backup comes back: as soon as the capture is over, and whatever happens to the run.

const environment = await readEnvironment()
const own = ownParts(environment)
const uploads = await own.volume('uploads')
const worker = await own.application('worker', uploads)
const mailer = await own.application('mailer', await own.volume('mail'))
let past: JobWithPast

beforeAll(async () => {
  await noisyFile(worker, '/data/noise')
  past = await makePast({ components: { uploads: { type: 'volume', volume: uploads } } })
}, 120_000)

afterEach(async () => {
  await forgetLocks(environment.host.container)
  for (const name of [worker, mailer]) await run(['docker', 'start', name])
})
afterAll(() => own.remove(), 60_000)

const QUIESCE = { stop: [worker], pause: [mailer], grace: 1 }
const quietJob = (quiesce: object = QUIESCE) =>
  jobAfter(past, { quiesce, components: past.document.components })
const stateOf = async (name: string) =>
  (await run(['docker', 'inspect', '--format', '{{.State.Status}} {{.RestartCount}}', name])).trim()
const startedAt = (name: string) => run(['docker', 'inspect', '--format', '{{.State.StartedAt}}', name])
const words = () =>
  run([
    ...['docker', 'exec', '--user', 'deploy', environment.host.container, 'sh', '-c'],
    'ls ~/.predeploy-backup/shop'
  ])

const stopIsUnderWay = `docker exec --user deploy ${environment.host.container} sh -c 'ls ~/.predeploy-backup/shop/stopping.*'`

async function expectRunning(seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    if ((await stateOf(worker)).startsWith('running') && (await stateOf(mailer)).startsWith('running')) return
    await sleep(250)
  }
  expect([await stateOf(worker), await stateOf(mailer)]).toEqual(['running 0', 'running 0'])
}

describe('a green backup', () => {
  test('stops and pauses for the capture, starts again, and tells for how long', async () => {
    const before = await startedAt(worker)
    const { main } = await runJob(await quietJob())
    expectGreen(main)
    await expectRunning(1)
    expect(await startedAt(worker)).not.toBe(before)
    const downtime = JSON.parse(main.outputs['downtime-seconds'] ?? '') as Record<string, number>
    expect(Object.keys(downtime).sort()).toEqual([mailer, worker].sort())
    for (const seconds of Object.values(downtime)) {
      expect(seconds).toBeGreaterThan(0.2)
      expect(seconds).toBeLessThan(main.seconds)
    }
    expect(main.summary).toContain('Down while it was captured')
    expect(await words()).toMatch(/^lock\.\d+\n$/)
  })

  test('leaves what did not run as it was', async () => {
    await run(['docker', 'stop', '-t', '0', mailer])
    const { main } = await runJob(await quietJob())
    expectGreen(main)
    expect(await stateOf(mailer)).toMatch(/^exited/)
    expect(await stateOf(worker)).toMatch(/^running/)
  })

  test('of a volume whose writer is stopped is a snapshot', async () => {
    const consistencyOf = async (job: JobWithPast) => {
      const { main } = await runJob(job)
      expectGreen(main)
      const key = `s3://${job.environment.s3.bucket}/${main.outputs['key']}`
      const manifest = JSON.parse(await aws(job, ['s3', 'cp', key, '-'])) as {
        components: { consistency: string }[]
      }
      return manifest.components[0]?.consistency
    }
    expect(await consistencyOf(await jobAfter(past))).toBe('fuzzy')
    expect(await consistencyOf(await quietJob())).toBe('snapshot')
    expect(await consistencyOf(await quietJob({ pause: [worker] }))).toBe('crash')
  })

  test('runs again while the store still takes what was captured, where the spool has room for it', async () => {
    const proxy = await startProxy({
      target: Number(new URL(environment.s3.endpoint).port),
      bytesPerSecond: 2_000_000
    })
    // Seconds that the step took beside those for which the worker was down.
    const beside = async (quiesce: object) => {
      const job = atStore(await quietJob(quiesce), { endpoint: `https://127.0.0.1:${proxy.port}` })
      const { main } = await runJob(job)
      expectGreen(main)
      const downtime = JSON.parse(main.outputs['downtime-seconds'] ?? '') as Record<string, number>
      return { seconds: main.seconds - (downtime[worker] ?? Number.NaN), summary: main.summary }
    }
    // Some 24 MB of it may travel at once, from memory.
    await run([
      'docker',
      'exec',
      worker,
      'dd',
      'if=/dev/urandom',
      'of=/data/more',
      'bs=1M',
      'count=64',
      'status=none'
    ])
    try {
      const spooled = await beside({ stop: [worker] })
      const waiting = await beside({ stop: [worker], spool: '1MiB' })
      expect(spooled.seconds - waiting.seconds).toBeGreaterThan(3)
      expect(spooled.summary).not.toContain('includes the transfer')
      expect(waiting.summary).toContain(
        'That includes the transfer to the store, since the spool of 1.0 MiB was used up'
      )
    } finally {
      await run(['docker', 'exec', worker, 'rm', '/data/more'])
      await proxy.close()
    }
  }, 90_000)
})

describe('around it', () => {
  const told = () => run(['docker', 'exec', worker, 'cat', '/data/told'])
  const say = (word: string) => ({
    command: `echo "${word} $PREDEPLOY_STACK $PREDEPLOY_BACKUP_ID" >>/data/told`,
    container: worker
  })
  const hooks = { before: say('before'), after: say('after'), failed: say('failed') }

  test('hooks run, and what drains runs before the stop', async () => {
    await run(['docker', 'exec', worker, 'rm', '-f', '/data/told'])
    const job = await jobAfter(past, { hooks, quiesce: { ...QUIESCE, drain: say('drain') } })
    const { main } = await runJob(job)
    expectGreen(main)
    expect(await told()).toBe(`before shop \ndrain  \nafter shop ${main.outputs['backup-id']}\n`)
  })

  test('the hook for failures runs when what was stopped runs again', async () => {
    await run(['docker', 'exec', worker, 'rm', '-f', '/data/told'])
    const job = await jobAfter(past, { hooks, quiesce: QUIESCE })
    const { main } = await strike(job, {
      way: 'down',
      blow: () => run(['docker', 'start', worker])
    })
    expectRed(main, [new RegExp(`${worker} ran again before the capture was over`)])
    expect(await told()).toBe('before shop \nfailed shop \n')
    await expectNothingStored(job)
  })

  test('a hook that fails fails the step, and says what it printed', async () => {
    const job = await jobAfter(past, { hooks: { before: { command: 'echo broken >&2; exit 3' } } })
    const { main } = await runJob(job)
    expectRed(main, [/hooks\.before.*broken/s])
    await expectNothingStored(job)
  })

  test('a worker that ends itself while it drains is started again', async () => {
    const { main } = await runJob(
      await quietJob({ ...QUIESCE, drain: { command: `docker stop -t 0 ${worker}` } })
    )
    expectGreen(main)
    await expectRunning(1)
  })
})

test('a container that is not healthy again makes the step red, although the backup is stored', async () => {
  const check = ['--health-cmd', 'test ! -e /data/ill', '--health-interval', '1s', '--health-retries', '1']
  const web = await own.application('web', await own.volume('web'), check)
  const quiesce = { stop: [web], grace: 1, health: 4 }
  const drain = { command: 'touch /data/ill', container: web }
  const healthy = await runJob(await jobAfter(past, { quiesce }))
  expectGreen(healthy.main)
  const { main } = await runJob(await jobAfter(past, { quiesce: { ...quiesce, drain } }))
  expectRed(main, [/is stored, but what was stopped for it is not well: .*-web is unhealthy, 4.0 s after/])
  // A deploy may be what mends it.
  const again = await runJob(await jobAfter(past, { quiesce }))
  expectGreen(again.main)
  expect(again.main.log).toMatch(/::warning::.*-web was not well before it was stopped/)
}, 60_000)

test('this machine is a host as well', async () => {
  const job = await quietJob()
  const { main } = await runJob({ ...job, document: { ...job.document, host: 'local' } })
  expectGreen(main)
  await expectRunning(1)
  expect(Object.keys(JSON.parse(main.outputs['downtime-seconds'] ?? '')).sort()).toEqual(
    [mailer, worker].sort()
  )
})

describe('nothing is stopped', () => {
  test('where work in flight does not end in time, and it goes on no further', async () => {
    const before = await startedAt(worker)
    const drain = { command: 'sleep 5; touch /data/late', container: worker, timeout: 2 }
    const job = await quietJob({ ...QUIESCE, drain })
    const { main } = await runJob(job)
    expectRed(main, [/quiesce\.drain.*not done within 2 s/, /raise `timeout` of quiesce\.drain/])
    expect(await startedAt(worker)).toBe(before)
    await sleep(4000)
    expect(await run(['docker', 'exec', worker, 'ls', '/data'])).not.toContain('late')
    await expectNothingStored(job)
  })

  test('where Docker would remove it', async () => {
    const fleeting = await own.application('fleeting', await own.volume('fleeting'), ['--rm'])
    const job = await quietJob({ stop: [worker, fleeting] })
    const { main } = await runJob(job)
    expectRed(main, [/quiesce would stop .*-fleeting, and Docker would remove what was started with --rm/])
    expect(await stateOf(fleeting)).toMatch(/^running/)
    await expectNothingStored(job)
  })

  test('where a name is wrong, and all of them are told', async () => {
    const job = await quietJob({
      stop: ['nobody', { project: 'shop', service: 'nothing' }, { label: 'no=where' }]
    })
    const { main } = await runJob(job)
    expectRed(main, [
      /quiesce: no container nobody on the host/,
      /quiesce: no container nothing of project shop on the host/,
      /quiesce: no container with the label no=where on the host/
    ])
    await expectNothingStored(job)
  })
})

describe('what was stopped runs again', () => {
  test('when the capture fails', async () => {
    const job = await quietJob()
    const { main } = await strike(job, { way: 'down', blow: (proxy) => proxy.cut() })
    expect(main.exitCode).toBe(1)
    await expectRunning(10)
    await expectNothingStored(job)
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('when the run gets %s', async (signal) => {
    const job = await quietJob()
    const { promise: pid, resolve: onStart } = Promise.withResolvers<number>()
    const { main } = await strike(job, {
      way: 'down',
      step: { onStart },
      blow: async () => process.kill(await pid, signal)
    })
    expect(main.exitCode).not.toBe(0)
    await expectRunning(5)
    await expectNothingStored(job)
  })

  test('when the run is killed while Docker stops it', async () => {
    // Nothing that it hears ends it, so that the stop lasts as long as it may.
    const stubborn = await own.application('stubborn', await own.volume('stubborn'), [
      '--stop-signal',
      'SIGWINCH'
    ])
    const job = await quietJob({ stop: [stubborn, worker], grace: 6 })
    const before = await startedAt(worker)
    const { main, post } = await runJob(
      job,
      {},
      {
        onStart: (pid) =>
          void untilSuccess(['sh', '-c', stopIsUnderWay]).then(() => process.kill(pid, 'SIGKILL'))
      }
    )
    expect({ main: main.exitCode, post: post.exitCode }).toEqual({ main: 'SIGKILL', post: 0 })
    expect(post.log).toContain('Started again what the run that was cut short had stopped: ')
    expect(await stateOf(stubborn)).toMatch(/^running/)
    // What Docker had not begun to stop never was.
    expect(await startedAt(worker)).toBe(before)
    await sleep(8000)
    expect(await stateOf(stubborn)).toMatch(/^running/)
    await expectNothingStored(job)
  }, 60_000)

  test('when runner and network are gone for good: the host starts it by itself', async () => {
    const job = await quietJob()
    const { promise: pid, resolve: onStart } = Promise.withResolvers<number>()
    const running = strike(job, {
      way: 'down',
      step: { onStart },
      // Post finds no host either: the connection stays silent.
      blow: async () => {
        process.kill(await pid, 'SIGKILL')
        return 'stay silent'
      }
    })
    await sleep(20_000)
    expect(await stateOf(worker)).toMatch(/^exited/)
    await expectRunning(140)
    await running
  }, 300_000)

  test('by the next run, when the host was started anew meanwhile', async () => {
    const host = await own.host('fragile')
    const job = await quietJob()
    const { promise: pid, resolve: onStart } = Promise.withResolvers<number>()
    await strike(job, {
      way: 'down',
      host,
      step: { onStart },
      blow: async () => {
        process.kill(await pid, 'SIGKILL')
        await run(['docker', 'kill', host.container])
      }
    })
    await run(['docker', 'start', host.container])
    expect(await stateOf(worker)).toMatch(/^exited/)
    // As if two minutes had passed.
    await run([
      ...['docker', 'exec', '--user', 'deploy', host.container, 'sh', '-c'],
      'cd ~/.predeploy-backup/shop && for file in lock.*; do sed -i "1s/.*/0000000001/" "$file"; done'
    ])
    const { main } = await runJob(onHost(await quietJob(), host))
    expectGreen(main)
    expect(main.log).toMatch(
      /::notice::A run died while it kept containers from running; they run again: .*worker/
    )
    // What it found stopped at first it has made quiet as well.
    expect(Object.keys(JSON.parse(main.outputs['downtime-seconds'] ?? '')).sort()).toEqual(
      [mailer, worker].sort()
    )
    await expectRunning(1)
  })
})
