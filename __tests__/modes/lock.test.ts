import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Host } from '../../src/hosts/host.js'
import { HostCommandError } from '../../src/hosts/host-command-error.js'
import type { LastingHost } from '../../src/modes/lasting-host.js'
import { withLock } from '../../src/modes/lock.js'
import type { Run } from '../../src/modes/run.js'

// The host is a fake: no real one stands still for minutes, or sets back its clock, in the time of a test.

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

type Answer = string | Error | 'nothing'
const OTHER = '{"token":"other","since":"noon","run":"https://ci.example/1","attempt":"2","job":"deploy"}'

/** A host that answers the scripts about the lock by what they do. */
function hostThat(answers: {
  readonly take?: (script: string) => Answer
  readonly renew?: () => Answer
  readonly free?: () => Answer
  readonly connected?: boolean
}) {
  const asked: string[] = []
  const answer = async (what: 'take' | 'renew' | 'free', script: string, usual: string) => {
    asked.push(what)
    const said = answers[what]?.(script) ?? usual
    if (said instanceof Error) throw said
    if (said === 'nothing') await new Promise(() => undefined)
    return { stdout: Buffer.from(`${said}\n`), stderr: '' }
  }
  const host: LastingHost = {
    label: 'deploy@host',
    connected: () => answers.connected ?? true,
    run: async ({ text }) => {
      if (text.includes('lock=taken')) return answer('take', text, 'lock=taken')
      if (text.includes('lock=kept')) return answer('renew', text, 'lock=kept')
      return answer('free', text, 'lock=freed')
    },
    read: () => {
      throw new Error('nothing is read here')
    },
    write: () => {
      throw new Error('nothing is written here')
    },
    close: async () => undefined
  }
  return { host, asked }
}

function newRun(signal = new AbortController().signal, spare?: Host) {
  const notices: string[] = []
  const noted: unknown[] = []
  const run: Run = {
    token: 'mine',
    version: '0.0.0',
    tags: {},
    signal,
    log: {
      info: () => undefined,
      notice: (message) => void notices.push(message),
      warn: (message) => void notices.push(`warning: ${message}`),
      group: (_, body) => body()
    },
    spoolDirectory: '/tmp',
    noteWriting: () => undefined,
    noteLock: (lock) => void noted.push(lock),
    connectHost: () =>
      spare === undefined ? Promise.reject(new Error('nobody is let in')) : Promise.resolve(spare),
    openStore: () => Promise.reject(new Error('there is no store'))
  }
  return { run, notices, noted }
}

const PLAN = { stack: 'shop', lockTimeoutSeconds: 900 }
const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000)

test('is freed when the work is done, and when it failed', async () => {
  const { host, asked } = hostThat({})
  const { run, noted } = newRun()
  expect(await withLock({ purpose: 'backup', host, plan: PLAN, run }, async () => 'done')).toBe('done')
  await expect(
    withLock({ purpose: 'backup', host, plan: PLAN, run }, () => Promise.reject(new Error('broken')))
  ).rejects.toThrow('broken')
  expect(asked).toEqual(['take', 'free', 'take', 'free'])
  expect(noted).toEqual([
    { stack: 'shop', token: 'mine' },
    undefined,
    { stack: 'shop', token: 'mine' },
    undefined
  ])
})

describe('that is not freed', () => {
  const work = (host: LastingHost, run: Run) =>
    withLock({ purpose: 'backup', host, plan: PLAN, run }, async () => 'done')

  test('stays noted for post, and does not fail what was done', async () => {
    const { host } = hostThat({ free: () => new Error('the disk is full') })
    const { run, notices, noted } = newRun()
    expect(await work(host, run)).toBe('done')
    expect(notices).toEqual([
      'The lock of shop was not freed: it ends by itself within 2 min 0 s. (the disk is full)'
    ])
    expect(noted).toHaveLength(1)
  })

  test('since the connection is gone is left to post: a cancelled run has no time to connect anew', async () => {
    const { host, asked } = hostThat({ connected: false })
    const { run, noted } = newRun()
    expect(await work(host, run)).toBe('done')
    expect(asked).toEqual(['take'])
    expect(noted).toHaveLength(1)
  })

  test('since another run took it over meanwhile is a warning', async () => {
    const { host } = hostThat({ free: () => `lock=lost\nowner=${OTHER}` })
    const { run, notices } = newRun()
    expect(await work(host, run)).toBe('done')
    expect(notices).toEqual([
      'warning: https://ci.example/1 (attempt 2, job deploy, since noon) took over the lock of shop before this run had ended.'
    ])
  })
})

describe('while the work goes on, the lock', () => {
  const working = (host: LastingHost, run: Run) =>
    withLock(
      { purpose: 'backup', host, plan: PLAN, run },
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    )

  test('is renewed', async () => {
    const { host, asked } = hostThat({})
    const ended = jest.fn()
    working(host, newRun().run).catch(ended)
    await seconds(3600)
    expect(ended).not.toHaveBeenCalled()
    expect(asked.filter((what) => what === 'renew')).toHaveLength(180)
  })

  test('that another run took ends it, and the run is named', async () => {
    const { host } = hostThat({ renew: () => `lock=lost\nowner=${OTHER}` })
    const failed = expect(working(host, newRun().run)).rejects.toThrow(
      'the lock of shop was taken over by https://ci.example/1 (attempt 2, job deploy, since noon), because this run had not renewed it for 2 min 0 s'
    )
    await seconds(21)
    await failed
  })

  test('that fails to be renewed for a while is kept', async () => {
    let asked = 0
    const { host } = hostThat({
      renew: () => {
        asked += 1
        return asked % 4 === 0 ? 'lock=kept' : new Error('the line is dead')
      }
    })
    const ended = jest.fn()
    working(host, newRun().run).catch(ended)
    await seconds(3600)
    expect(ended).not.toHaveBeenCalled()
  })

  test('that could not be renewed ends it before another run can begin', async () => {
    const { host } = hostThat({ renew: () => new Error('the line is dead') })
    const ended = jest.fn((error: Error) => error.message)
    working(host, newRun().run).catch(ended)
    await seconds(109)
    expect(ended).not.toHaveBeenCalled()
    await seconds(10)
    expect(ended.mock.results[0]?.value).toBe(
      'the lock of shop could not be renewed until it ran out, and another run may begin: the line is dead'
    )
  })

  test('is renewed over a connection of its own where the work holds all sessions that the server allows', async () => {
    const crowded = hostThat({ renew: () => 'nothing' })
    const spare = hostThat({})
    const ended = jest.fn()
    working(crowded.host, newRun(undefined, spare.host).run).catch(ended)
    await seconds(3600)
    expect(ended).not.toHaveBeenCalled()
    expect(crowded.asked).toEqual(['take', 'renew'])
    expect(spare.asked.length).toBeGreaterThan(170)
  })

  test('is given up at once when the work is done, whatever is under way', async () => {
    const { host } = hostThat({ renew: () => 'nothing' })
    const end = Promise.withResolvers<string>()
    const done = withLock({ purpose: 'backup', host, plan: PLAN, run: newRun().run }, () => end.promise)
    await seconds(25)
    end.resolve('done')
    await seconds(0)
    expect(await done).toBe('done')
  })
})

describe('the lock of another run', () => {
  const held = (until: number) => `lock=held\nuntil=${until}\nowner=${OTHER}`

  test('is waited for, and whoever looked already is told so', async () => {
    let tries = 0
    const { host } = hostThat({ take: () => (++tries < 5 ? held(1000 + tries) : 'lock=taken') })
    const { run, notices } = newRun()
    const onHeld = jest.fn()
    const done = withLock({ purpose: 'backup', host, plan: PLAN, run, onHeld }, async () => 'done')
    await seconds(10)
    expect(await done).toBe('done')
    expect(onHeld).toHaveBeenCalledTimes(1)
    expect(notices).toEqual([
      'Waiting for https://ci.example/1 (attempt 2, job deploy, since noon) to end, at most 15 min 0 s.'
    ])
  })

  test('is waited for no longer than configured', async () => {
    let tries = 0
    const { host, asked } = hostThat({ take: () => held(1000 + ++tries) })
    const { run, noted } = newRun()
    const failed = expect(
      withLock({ purpose: 'backup', host, plan: PLAN, run }, async () => 'done')
    ).rejects.toMatchObject({
      message:
        'shop on deploy@host is in use by https://ci.example/1 (attempt 2, job deploy, since noon); waited for 15 min 0 s',
      remedy: expect.stringContaining('`lock-timeout: 1h`')
    })
    await seconds(901)
    await failed
    expect(asked).not.toContain('free')
    expect(noted.at(-1)).toBeUndefined()
  })

  test('that stands still for longer than it lasts is dead, whatever the clock of the host says', async () => {
    const { host } = hostThat({
      take: (script) => (script.includes('!= 99999') ? 'lock=taken' : held(99_999))
    })
    const done = withLock({ purpose: 'backup', host, plan: PLAN, run: newRun().run }, async () => 'done')
    await seconds(118)
    expect(await Promise.race([done, 'waiting'])).toBe('waiting')
    await seconds(6)
    expect(await done).toBe('done')
  })

  test('is no longer waited for when the run is cancelled', async () => {
    const cancelling = new AbortController()
    let tries = 0
    const { host } = hostThat({ take: () => held(1000 + ++tries) })
    const failed = expect(
      withLock(
        { purpose: 'backup', host, plan: PLAN, run: newRun(cancelling.signal).run },
        async () => 'done'
      )
    ).rejects.toThrow(/^cancelled$/)
    await seconds(3)
    cancelling.abort(new Error('cancelled'))
    await failed
  })

  test('that tells of itself in a way that is not known is named all the same', async () => {
    const { host } = hostThat({ take: () => 'lock=held\nuntil=9\nowner=<1.0>' })
    const failed = expect(
      withLock(
        { purpose: 'backup', host, plan: { stack: 'shop', lockTimeoutSeconds: 1 }, run: newRun().run },
        async () => 'done'
      )
    ).rejects.toThrow('shop on deploy@host is in use by the run unknown (since an unknown time)')
    await seconds(2)
    await failed
  })

  test('is waited for although the connection is lost meanwhile', async () => {
    let tries = 0
    const lost = new HostCommandError({ command: 'a script', ending: 'lost connection', stderr: '' })
    const { host } = hostThat({
      take: () => [held(1000), lost, held(1001), 'lock=taken'][tries++] ?? 'nothing'
    })
    const done = withLock({ purpose: 'backup', host, plan: PLAN, run: newRun().run }, async () => 'done')
    await seconds(10)
    expect(await done).toBe('done')
  })
})

test('a host that cannot keep a lock is told of, and post looks after what it may have given', async () => {
  const { host } = hostThat({ take: () => new Error('No space left on device') })
  const { run, noted } = newRun()
  await expect(
    withLock({ purpose: 'backup', host, plan: PLAN, run }, async () => 'done')
  ).rejects.toMatchObject({
    message: 'the lock of shop on deploy@host could not be taken: No space left on device',
    remedy: expect.stringContaining('~/.predeploy-backup')
  })
  expect(noted).toEqual([{ stack: 'shop', token: 'mine' }])
})
