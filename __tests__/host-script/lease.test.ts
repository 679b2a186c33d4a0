import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { endLease } from '../../src/host-script/end-lease.js'
import { endDeadRuns } from '../../src/host-script/end-run.js'
import { armLease, makeQuiet } from '../../src/host-script/lease.js'
import { freeLock, renewLock, takeLock } from '../../src/host-script/lock.js'
import type { QuietContainer } from '../../src/host-script/quiet-list.js'
import type { Script } from '../../src/host-script/script.js'
import { FAKE_DOCKER } from './fake-docker.js'
import { runIn, SHELLS, startIn } from './shells.js'

let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'lease-'))
  mkdirSync(path.join(home, 'containers'))
  writeFileSync(path.join(home, 'docker'), FAKE_DOCKER, { mode: 0o755 })
  writeFileSync(path.join(home, 'said'), '')
  for (const { id } of CONTAINERS) setState(id, 'running')
})
afterEach(() => {
  endWatchers()
  rmSync(home, { recursive: true, maxRetries: 20 })
})

const CONTAINERS: readonly QuietContainer[] = [
  { id: 'worker', name: 'shop-worker', action: 'stop' },
  { id: 'mailer', name: 'shop-mailer', action: 'stop' },
  { id: 'web', name: 'shop-web', action: 'pause' }
]
const LEASE = { stack: 'shop', token: 'mine' }
const claim = { ...LEASE, owner: '{"token":"mine"}' }
const folder = () => path.join(home, '.predeploy-backup', 'shop')
const words = () =>
  (existsSync(folder()) ? readdirSync(folder()) : []).filter((name) => !name.startsWith('.')).sort()
const wordOf = (name: string) => path.join(folder(), name)
const fileOf = (id: string) => path.join(home, 'containers', id)
const setState = (id: string, state: string) => writeFileSync(fileOf(id), `${state}\n`)
const states = () =>
  CONTAINERS.map(({ id }) => (existsSync(fileOf(id)) ? readFileSync(fileOf(id), 'utf8').trim() : 'gone'))
const acts = () =>
  readFileSync(path.join(home, 'said'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
const pidOf = (word: string) => Number(readFileSync(wordOf(word), 'utf8'))

// Those whose word was removed end by themselves within two seconds, and write nothing.
function endWatchers(): void {
  for (const word of words().filter((name) => name.startsWith('armed.'))) {
    try {
      process.kill(pidOf(word))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ESRCH' })
    }
  }
}

const UP = ['running', 'running', 'running']
const DOWN = ['exited', 'exited', 'paused']
const runOut = () => writeFileSync(wordOf('lock.1'), `1\n${claim.owner}\n`)
const withoutTimes = (told: readonly string[]) => told.map((line) => line.replace(/ [\d.]+( |$)/, '$1'))

async function until(seconds: number, wanted: () => boolean): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!wanted() && performance.now() < deadline) await sleep(50)
  expect(wanted()).toBe(true)
}

describe.each(SHELLS)('a lease in %s', (shell) => {
  const environment = () => ({
    HOME: home,
    PATH: `${home}:${process.env['PATH']}`,
    CONTAINERS: path.join(home, 'containers')
  })
  const attempt = (script: Script) => {
    const { stderr, ...rest } = runIn(shell, script, '', environment())
    return { ...rest, stderr: stderr.replaceAll('WARNING: Error loading config file\n', '') }
  }
  const run = (script: Script) => {
    const { status, stdout, stderr } = attempt(script)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout.split('\n').filter((line) => line !== '')
  }
  const arm = () => {
    run(takeLock(claim, undefined))
    return run(armLease(LEASE, CONTAINERS))
  }
  const quieten = () => {
    arm()
    return run(makeQuiet(LEASE, CONTAINERS, 60))
  }
  const end = () => run(endLease(LEASE, CONTAINERS))

  test('that ends as it should starts everything again in reverse order, and leaves nothing', () => {
    const quieted = quieten()
    expect(states()).toEqual(DOWN)
    expect(withoutTimes(quieted)).toEqual(['quieted=worker', 'quieted=mailer', 'quieted=web'])
    const started = end()
    expect(states()).toEqual(UP)
    expect(withoutTimes(started)).toEqual([
      'started=web shop-web',
      'started=mailer shop-mailer',
      'started=worker shop-worker',
      'lease=kept'
    ])
    expect(acts()).toEqual([
      'stop worker',
      'stop mailer',
      'pause web',
      'unpause web',
      'start mailer',
      'start worker'
    ])
    const seconds = (line = '') => Number(line.split(' ')[1])
    expect(seconds(started[2]) - seconds(quieted[0])).toBeGreaterThan(0.1)
    expect(words()).toEqual(['ended.mine', 'lock.1'])
    run(freeLock(LEASE))
    expect(words()).toEqual(['lock.1'])
    expect(run(endLease(LEASE, []))).toEqual(['lease=none'])
  })

  test('tells the same again when the answer was lost, and does nothing twice', () => {
    quieten()
    const told = end()
    const done = acts()
    expect(end()).toEqual(told)
    expect(acts()).toEqual(done)
  })

  test('that was cut short at its end goes on where it was', () => {
    quieten()
    writeFileSync(`${fileOf('worker')}.broken`, '')
    expect(attempt(endLease(LEASE, CONTAINERS)).status).toBe(1)
    rmSync(`${fileOf('worker')}.broken`)
    expect(withoutTimes(end())).toEqual([
      'started=web shop-web',
      'started=mailer shop-mailer',
      'started=worker shop-worker',
      'lease=kept'
    ])
  })

  test('lists only what runs when it is armed', () => {
    setState('mailer', 'exited')
    expect(arm()).toEqual(['listed=worker', 'listed=web'])
    expect(withoutTimes(end())).toEqual(['ran=web shop-web', 'ran=worker shop-worker', 'lease=kept'])
    expect(states()).toEqual(['running', 'exited', 'running'])
  })

  test('is none where nothing runs', () => {
    for (const { id } of CONTAINERS) setState(id, 'exited')
    expect(arm()).toEqual([])
    expect(words()).toEqual(['lock.1'])
  })

  test('is refused where a container is gone', () => {
    rmSync(fileOf('mailer'))
    run(takeLock(claim, undefined))
    expect(attempt(armLease(LEASE, CONTAINERS))).toMatchObject({
      status: 1,
      stderr: 'Error: No such container: mailer\n'
    })
    expect(words()).toEqual(['lock.1'])
  })

  test.each([
    ['ran out', runOut],
    ['was freed', () => run(freeLock(LEASE))],
    ['is had by another run', () => writeFileSync(wordOf('lock.2'), '99999999999\n{"token":"other"}\n')]
  ])('fires when the lock %s, and the run is told', async (_, ended) => {
    quieten()
    ended()
    await until(60, () => states().join() === UP.join())
    expect(words()).toContain('fired.mine')
    expect(withoutTimes(end())).toEqual([
      'started=web shop-web',
      'started=mailer shop-mailer',
      'started=worker shop-worker',
      'lease=fired'
    ])
    expect(words().filter((name) => !name.startsWith('lock.'))).toEqual(['ended.mine'])
  })

  test('that fired has done its work: what is stopped later stays so', async () => {
    quieten()
    runOut()
    await until(
      60,
      () => existsSync(wordOf('fired.mine')) && readFileSync(wordOf('fired.mine'), 'utf8') === ''
    )
    setState('mailer', 'exited')
    const [taken] = run(takeLock({ ...claim, token: 'next', owner: '{"token":"next"}' }, undefined)).filter(
      (line) => line.startsWith('lease=')
    )
    expect(taken).toBe('lease=mine')
    // The next run tells what the host did.
    expect(withoutTimes(run(endDeadRuns({ ...LEASE, token: 'next' }, 'backup')))).toContain(
      'started=mailer shop-mailer'
    )
    expect(states()).toEqual(['running', 'exited', 'running'])
    expect(words().filter((name) => !name.startsWith('lock.'))).toEqual([])
  })

  test('lasts as long as the lock is renewed', async () => {
    quieten()
    run(renewLock(claim))
    await sleep(5000)
    expect(states()).toEqual(DOWN)
    expect(end().at(-1)).toBe('lease=kept')
  })

  test('that is over lets nothing more be stopped', () => {
    run(takeLock(claim, undefined))
    expect(attempt(makeQuiet(LEASE, CONTAINERS, 60))).toMatchObject({
      status: 1,
      stderr: 'the lease is over\n'
    })
    expect(states()).toEqual(UP)
  })

  test('that ends while containers are being stopped leaves all of them running', async () => {
    arm()
    writeFileSync(`${fileOf('worker')}.slow`, '')
    const stopping = startIn(shell, makeQuiet(LEASE, CONTAINERS, 60), environment())
    await until(60, () => acts().includes('stop worker'))
    const ending = startIn(shell, endLease(LEASE, CONTAINERS), environment())
    expect((await ending.ended).stdout).toMatch(/started=worker [\d.]+ shop-worker\n.*lease=kept/s)
    expect((await stopping.ended).stderr).toContain('the lease is over')
    expect(acts()).not.toContain('stop mailer')
    expect(states()).toEqual(UP)
  })

  test('waits for a stop that is under way although nobody waits for it any more', async () => {
    arm()
    writeFileSync(wordOf('stopping.mine'), 'mailer\n60\n')
    setTimeout(() => setState('mailer', 'exited'), 2500)
    const { ended } = startIn(shell, endLease(LEASE, CONTAINERS), environment())
    expect((await ended).stdout).toMatch(/started=mailer [\d.]+ shop-mailer\n.*lease=kept/s)
    expect(states()).toEqual(UP)
  })

  test('tells what ran already', () => {
    quieten()
    setState('mailer', 'running')
    expect(withoutTimes(end())).toEqual([
      'started=web shop-web',
      'ran=mailer shop-mailer',
      'started=worker shop-worker',
      'lease=kept'
    ])
  })

  test('tells a start that was begun when the connection was lost as its own', () => {
    quieten()
    writeFileSync(wordOf('told.mine'), 'begun=web shop-web\n')
    setState('web', 'running')
    expect(withoutTimes(end())[0]).toBe('started=web shop-web')
  })

  test('outlasts a Docker that is down', async () => {
    quieten()
    writeFileSync(path.join(home, 'down'), '')
    const { status, stderr } = attempt(endLease(LEASE, CONTAINERS))
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('failed to connect') })
    run(freeLock(LEASE))
    await until(60, () => words().includes('fired.mine'))
    rmSync(path.join(home, 'down'))
    await until(60, () => states().join() === UP.join())
  }, 40_000)

  test('does not wait for a stop that failed', () => {
    arm()
    writeFileSync(`${fileOf('mailer')}.kept`, '')
    expect(attempt(makeQuiet(LEASE, CONTAINERS, 60))).toMatchObject({
      status: 1,
      stderr: 'permission denied\n'
    })
    expect(withoutTimes(end())).toEqual([
      'ran=web shop-web',
      'ran=mailer shop-mailer',
      'started=worker shop-worker',
      'lease=kept'
    ])
  })

  test('of a dead run is told again to whoever asks for the lock again', () => {
    quieten()
    runOut()
    const other = { ...claim, token: 'next', owner: '{"token":"next"}' }
    expect(run(takeLock(other, undefined))).toContain('lease=mine')
    expect(run(takeLock(other, undefined))).toContain('lease=mine')
  })

  test('that is over leaves nothing once the next run has the lock', () => {
    quieten()
    end()
    for (const word of ['armed', 'trouble', 'stopping', 'watch']) writeFileSync(wordOf(`${word}.older`), '')
    run(freeLock(LEASE))
    run(takeLock({ ...claim, token: 'next', owner: '{"token":"next"}' }, undefined))
    expect(words().filter((name) => !name.startsWith('lock.'))).toEqual([])
  })

  test('whose folder was removed is ended from what the run knows', () => {
    quieten()
    rmSync(folder(), { recursive: true })
    expect(end().at(-1)).toBe('lease=kept')
    expect(states()).toEqual(UP)
  })

  test('passes over a container that was removed meanwhile', () => {
    quieten()
    rmSync(fileOf('mailer'))
    expect(end()).toContain('gone=mailer shop-mailer')
    expect(states()).toEqual(['running', 'gone', 'running'])
  })

  test('starts what it can and stays where one does not start; then the watcher goes on trying', async () => {
    quieten()
    writeFileSync(`${fileOf('mailer')}.broken`, '')
    const { status, stderr } = attempt(endLease(LEASE, CONTAINERS))
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'cannot start mailer\n' })
    expect(states()).toEqual(['running', 'exited', 'running'])
    // The run frees its lock, and is gone.
    run(freeLock(LEASE))
    await sleep(4000)
    rmSync(`${fileOf('mailer')}.broken`)
    await until(60, () => states().join() === UP.join())
  }, 40_000)

  test('of a run that died is ended by the next one, and only such', () => {
    quieten()
    // As after the host was started anew: no watcher, and nobody has the lock.
    writeFileSync(wordOf('quiet.dead'), 'stop mailer shop-mailer\n')
    expect(run(endDeadRuns({ ...LEASE, token: 'mine' }, 'backup'))).toEqual([
      'journal=gone',
      expect.stringMatching(/^started=mailer/),
      'lease=kept',
      'status=0'
    ])
    expect(states()).toEqual(['exited', 'running', 'paused'])
    expect(words()).toContain('quiet.mine')
    expect(words()).not.toContain('quiet.dead')
    end()
  })
})
