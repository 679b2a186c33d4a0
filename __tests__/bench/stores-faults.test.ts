import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type Environment, readEnvironment } from '../../bench/environment.ts'
import { usualPatience } from '../../src/stores/s3/retry.js'
import { bytes, summary } from '../stores/bytes.js'
import { type Gateway, startGateway } from '../stores/gateway.js'
import { type Fate, type FaultyLine, faultyLine } from '../stores/lines.js'

// Real versitygw servers over TLS, which the tests kill, freeze and cut off.
let environment: Environment
let gateway: Gateway
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  environment = await readEnvironment()
  gateway = await startGateway(environment)
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => gateway.remove())

const size = 60_000_000
const impatience = { ...usualPatience, giveUp: 4, longestPause: 1, idle: 3 }

const open: Gateway['open'] = (options) => {
  const store = gateway.open(options)
  closing.push(() => store.close())
  return store
}

async function proxied(fate: (connection: number) => Fate | undefined): Promise<{
  readonly store: ReturnType<typeof open>
  readonly proxy: FaultyLine
  readonly told: readonly string[]
}> {
  const proxy = await faultyLine(gateway.port, fate)
  const told: string[] = []
  const store = open({
    target: { ...gateway.target, endpoint: `https://127.0.0.1:${proxy.port}` },
    patience: impatience,
    onRetry: (message) => told.push(message)
  })
  closing.push(() => proxy.close())
  return { store, proxy, told }
}

async function expectNothing(key: string): Promise<void> {
  const store = open()
  expect(await store.head(key)).toBeUndefined()
  expect(await store.openUploads(key)).toEqual([])
}

/** A stream in whose middle something happens. */
async function* withIncident(incident: () => Promise<void>): AsyncGenerator<Uint8Array, void, void> {
  let sent = 0
  for await (const chunk of bytes(size)) {
    yield chunk
    if (sent <= size / 2 && sent + chunk.byteLength > size / 2) await incident()
    sent += chunk.byteLength
  }
}

describe('a server that dies in the middle of an upload', () => {
  test('and comes back after five seconds is ridden out with the usual patience', async () => {
    const told: string[] = []
    const store = open({ onRetry: (message) => told.push(message) })
    const incident = async (): Promise<void> => {
      await gateway.signal('SIGKILL')
      void sleep(5000).then(gateway.start)
    }
    expect(await store.put('ridden/out', withIncident(incident))).toMatchObject({ bytes: size })
    expect(told.join('\n')).toMatch(/ECONN|socket hang up/)
    expect(await summary(await store.get('ridden/out'))).toEqual(await summary(bytes(size)))
    expect(await store.openUploads('')).toEqual([])
  })

  test('and stays away makes the put red; back again, it has no object, and the next run can sweep the upload', async () => {
    const store = open({ patience: impatience })
    const put = store.put(
      'gone/away',
      withIncident(() => gateway.signal('SIGKILL'))
    )
    await expect(put).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /failed \(tried \d+ times\).*its upload could not be aborted.*later runs remove what is left/s
      )
    })
    await gateway.start()
    expect(await open().head('gone/away')).toBeUndefined()
    const uploads = await open().openUploads('gone/')
    expect(uploads.map(({ key }) => key)).toEqual(['gone/away'])
    for (const upload of uploads) await open().abortUpload(upload)
    await expectNothing('gone/away')
  })

  test('and stays away makes a small put red, too', async () => {
    const store = open({ patience: impatience })
    const body = async function* (): AsyncGenerator<Uint8Array, void, void> {
      yield* bytes(1000)
      await gateway.signal('SIGKILL')
    }
    await expect(store.put('gone/small', body())).rejects.toMatchObject({
      name: 'UserError',
      remedy: expect.stringContaining('store.endpoint')
    })
    await gateway.start()
    await expectNothing('gone/small')
  })

  test('or of a download is ridden out', async () => {
    const store = open()
    await store.put('read/killed', bytes(size))
    const reading = await store.get('read/killed')
    let read = 0
    const slowly = async function* (): AsyncGenerator<Uint8Array, void, void> {
      for await (const chunk of reading) {
        if (read === 0) {
          await gateway.signal('SIGKILL')
          void sleep(3000).then(gateway.start)
        }
        read += (chunk as Uint8Array).byteLength
        yield chunk
      }
    }
    expect(await summary(slowly())).toEqual(await summary(bytes(size)))
  })

  test('or freezes for longer than it may be silent is ridden out', async () => {
    const store = open({ patience: { ...usualPatience, idle: 2, connect: 2 } })
    const incident = async (): Promise<void> => {
      await gateway.signal('SIGSTOP')
      void sleep(5000).then(() => gateway.signal('SIGCONT'))
    }
    expect(await store.put('frozen', withIncident(incident))).toMatchObject({ bytes: size })
    expect(await summary(await store.get('frozen'))).toEqual(await summary(bytes(size)))
  })
})

describe('a line that breaks', () => {
  test.each([1, 100_000, 3_000_000, 9_000_000])(
    'the first six connections after %d bytes is ridden out',
    async (after) => {
      const { store, proxy, told } = await proxied((connection) =>
        connection < 6 ? { end: 'reset', after, direction: 'up' } : undefined
      )
      expect(await store.put(`cut/${after}`, bytes(size))).toMatchObject({ bytes: size })
      expect(proxy.connections()).toBeGreaterThan(6)
      expect(told.length).toBeGreaterThan(0)
      expect(await summary(await open().get(`cut/${after}`))).toEqual(await summary(bytes(size)))
      expect(await open().openUploads('cut/')).toEqual([])
    }
  )

  test('every connection before a part is through makes the put red, and nothing is left', async () => {
    const { store } = await proxied(() => ({ end: 'reset', after: 3_000_000, direction: 'up' }))
    await expect(store.put('cut/always', bytes(size))).rejects.toMatchObject({ name: 'UserError' })
    await expectNothing('cut/always')
  })

  test.each([1000, size])(
    'before the answer that %d bytes are stored: they are not taken for those of somebody else',
    async (length) => {
      // The request of a small object is about 2 KB with the handshake; that of a completion follows parts of 6 MiB.
      const after = length === 1000 ? 2200 : 6 * 2 ** 20
      const { store, told } = await proxied((connection) =>
        connection < 5 ? { end: 'no answer', after, direction: 'up' } : undefined
      )
      expect(await store.put(`answers/${length}`, bytes(length), { ifAbsent: true })).toMatchObject({
        bytes: length
      })
      expect(told.join('\n')).toMatch(/ECONNRESET|socket hang up/)
      expect(await open().openUploads('answers/')).toEqual([])
    }
  )

  test('by falling silent is noticed and ridden out', async () => {
    const { store, told } = await proxied((connection) =>
      connection < 3 ? { end: 'silence', after: 2_000_000, direction: 'up' } : undefined
    )
    expect(await store.put('silent', bytes(size))).toMatchObject({ bytes: size })
    expect(told.join('\n')).toContain('inactivity')
    expect(await summary(await open().get('silent'))).toEqual(await summary(bytes(size)))
  })

  test('again and again while an object is read is ridden out', async () => {
    await open().put('read/cut', bytes(size))
    const { store, proxy } = await proxied(() => ({ end: 'reset', after: 10_000_000, direction: 'down' }))
    expect(await summary(await store.get('read/cut'))).toEqual(await summary(bytes(size)))
    expect(proxy.connections()).toBeGreaterThan(5)
  })
})
