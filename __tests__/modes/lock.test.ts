import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Host } from '../../src/hosts/host.js'
import { withLock } from '../../src/modes/lock.js'
import type { Run } from '../../src/modes/run.js'

// The host is a fake: no real one stands still for minutes, or sets back its clock, in the time of a test.

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

type Answer = string | Error
const OTHER = '{"token":"other","since":"noon","run":"https://ci.example/1","attempt":"2","job":"deploy"}'

/** A host that answers the scripts about the lock by what they do. */
function hostThat(answers: {
  readonly take?: (script: string) => Answer
  readonly renew?: () => Answer
  readonly free?: () => Answer
}) {
  const asked: string[] = []
  const answer = (what: keyof typeof answers, script: string, usual: string) => {
    asked.push(what)
    const said = answers[what]?.(script) ?? usual
    if (said instanceof Error) throw said
    return { stdout: Buffer.from(`${said}\n`), stderr: '' }
  }
  const host: Host = {
    label: 'deploy@host',
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

function newRun(signal = new AbortController().signal) {
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
      warn: () => undefined,
      group: (_, body) => body()
    },
    noteWriting: () => undefined,
    noteLock: (lock) => void noted.push(lock),
    connectHost: () => Promise.reject(new Error('it is connected')),
    openStore: () => Promise.reject(new Error('there is no store'))
  }
  return { run, notices, noted }
}

const PLAN = { stack: 'shop', lockTimeoutSeconds: 900 }
const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000)

test('is freed when the work is done, and when it failed', async () => {
  const { host, asked } = hostThat({})
  const { run, noted } = newRun()
  expect(await withLock(host, PLAN, run, async () => 'done')).toBe('done')
  await expect(withLock(host, PLAN, run, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(asked).toEqual(['take', 'free', 'take', 'free'])
  expect(noted).toEqual([
    { stack: 'shop', token: 'mine' },
    undefined,
    { stack: 'shop', token: 'mine' },
    undefined
  ])
})

test('that cannot be freed stays noted for post, and does not fail what was done', async () => {
  const { host } = hostThat({ free: () => new Error('the line is dead') })
  const { run, notices, noted } = newRun()
  expect(await withLock(host, PLAN, run, async () => 'done')).toBe('done')
  expect(notices).toEqual([
    'The lock of shop could not be freed: it ends by itself within 2 min 0 s. (the line is dead)'
  ])
  expect(noted).toHaveLength(1)
})

describe('while the work goes on, the lock', () => {
  const working = (host: Host, run: Run) =>
    withLock(
      host,
      PLAN,
      run,
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

  test('that another run took ends it', async () => {
    const { host } = hostThat({ renew: () => 'lock=lost' })
    const failed = expect(working(host, newRun().run)).rejects.toThrow(
      'another run took over the lock of shop, since this one did not renew it for 2 min 0 s'
    )
    await seconds(21)
    await failed
  })

  test('that fails to be renewed for a while is kept', async () => {
    let asked = 0
    const { host } = hostThat({
      renew: () => {
        asked += 1
        return asked % 6 === 0 ? 'lock=kept' : new Error('the line is dead')
      }
    })
    const ended = jest.fn()
    working(host, newRun().run).catch(ended)
    await seconds(3600)
    expect(ended).not.toHaveBeenCalled()
  })

  test('that could not be renewed until it ran out ends it', async () => {
    const { host } = hostThat({ renew: () => new Error('the line is dead') })
    const failed = expect(working(host, newRun().run)).rejects.toThrow(
      'the lock of shop could not be renewed for 2 min 0 s, and another run may have begun: the line is dead'
    )
    await seconds(141)
    await failed
  })
})

describe('the lock of another run', () => {
  const held = (until: number) => `lock=held\nuntil=${until}\nowner=${OTHER}`

  test('is waited for, and the work is told so', async () => {
    let tries = 0
    const { host } = hostThat({ take: () => (++tries < 5 ? held(1000 + tries) : 'lock=taken') })
    const { run, notices } = newRun()
    const done = withLock(host, PLAN, run, async (_, { waited }) => waited)
    await seconds(10)
    expect(await done).toBe(true)
    expect(notices).toEqual([
      'Waiting for https://ci.example/1 (attempt 2, job deploy, since noon) to end, at most 15 min 0 s.'
    ])
  })

  test('is waited for no longer than configured', async () => {
    let tries = 0
    const { host, asked } = hostThat({ take: () => held(1000 + ++tries) })
    const { run, noted } = newRun()
    const failed = expect(withLock(host, PLAN, run, async () => 'done')).rejects.toMatchObject({
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
    const done = withLock(host, PLAN, newRun().run, async () => 'done')
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
      withLock(host, PLAN, newRun(cancelling.signal).run, async () => 'done')
    ).rejects.toThrow(/^cancelled$/)
    await seconds(3)
    cancelling.abort(new Error('cancelled'))
    await failed
  })

  test('that tells of itself in a way that is not known is named all the same', async () => {
    const { host } = hostThat({ take: () => 'lock=held\nuntil=9\nowner=<1.0>' })
    const failed = expect(
      withLock(host, { stack: 'shop', lockTimeoutSeconds: 1 }, newRun().run, async () => 'done')
    ).rejects.toThrow('shop on deploy@host is in use by the run unknown (since an unknown time)')
    await seconds(2)
    await failed
  })
})
