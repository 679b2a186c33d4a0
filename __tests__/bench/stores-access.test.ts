import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type Environment, readEnvironment } from '../../bench/environment.ts'
import type { S3Target } from '../../src/config/plan.js'
import { Secret } from '../../src/secret.js'
import { benchTarget, openBenchStore } from '../stores/bench-stores.js'
import { bytes, summary } from '../stores/bytes.js'
import { type Gateway, startGateway } from '../stores/gateway.js'
import { tunnelProxy } from '../stores/lines.js'

// Real versitygw servers; the proxy is a small real one.
let environment: Environment
let target: S3Target
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  environment = await readEnvironment()
  target = await benchTarget(environment)
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const size = 20_000_000

const open: typeof openBenchStore = (environment, options) => {
  const store = openBenchStore(environment, options)
  closing.push(() => store.close())
  return store
}

const credentials = (accessKeyId: string, secret: string) => ({
  accessKeyId,
  secretAccessKey: new Secret(secret)
})

describe('a mistake in the configuration is named with its remedy', () => {
  const mistakes: readonly [
    string,
    () => Parameters<typeof openBenchStore>[1],
    { message: RegExp; remedy: RegExp }
  ][] = [
    [
      'an authority that is not trusted',
      () => {
        const { ca, ...untrusting } = target
        expect(ca).toContain('CERTIFICATE')
        return { target: untrusting }
      },
      { message: /unable to verify/, remedy: /store\.ca/ }
    ],
    [
      'a wrong key',
      () => ({ target, credentials: credentials('nobody', 'x') }),
      { message: /403 InvalidAccessKeyId/, remedy: /s3-access-key-id/ }
    ],
    [
      'a wrong secret',
      () => ({
        target,
        credentials: credentials(environment.s3.owner.accessKeyId, 'wrong-secret-never-told')
      }),
      { message: /403 SignatureDoesNotMatch/, remedy: /s3-secret-access-key/ }
    ],
    [
      'a bucket that is not there',
      () => ({ target: { ...target, bucket: 'not-there' } }),
      { message: /404 NoSuchBucket/, remedy: /Create the bucket/ }
    ],
    [
      'http:// where TLS is spoken',
      () => ({
        target: { ...target, endpoint: environment.s3.endpoint.replace('https', 'http') },
        patience: { giveUp: 1 }
      }),
      { message: /ECONNRESET|socket hang up/, remedy: /store\.endpoint/ }
    ]
  ]
  test.each(mistakes)('%s', async (_, options, { message, remedy }) => {
    const store = open(environment, options())
    for (const attempt of [
      () => store.put('db', bytes(10)),
      () => store.put('db', bytes(size)),
      () => store.list('')
    ]) {
      const error: unknown = await attempt().then(
        () => undefined,
        (thrown: unknown) => thrown
      )
      expect(error).toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy)
      })
      expect(String(error)).not.toContain('never-told')
    }
  })

  test('a key that may put and not look', async () => {
    const { accessKeyId, secretAccessKey } = environment.s3.writer
    const writer = open(environment, {
      target: { ...target, prefix: 'app/stores' },
      credentials: credentials(accessKeyId, secretAccessKey)
    })
    for (const length of [10, size]) {
      await expect(writer.put('db', bytes(length))).rejects.toMatchObject({
        message: expect.stringMatching(
          /HeadObject failed: 403.*; the object may have been left behind \(DeleteObject: 403 AccessDenied/s
        ),
        remedy: expect.stringContaining('s3:GetObject')
      })
    }
    const owner = open(environment, { target: { ...target, prefix: 'app/stores' } })
    await owner.remove(['db'])
    expect(await owner.openUploads('')).toEqual([])
  })
})

describe('a proxy', () => {
  const through = async (
    options: { readonly answer?: number; readonly noProxy?: string; readonly login?: string } = {}
  ) => {
    const proxy = await tunnelProxy(options.answer)
    const login = options.login === undefined ? '' : `${options.login}@`
    const store = open(environment, {
      target,
      environment: {
        HTTPS_PROXY: `http://${login}127.0.0.1:${proxy.port}`,
        ...(options.noProxy !== undefined && { NO_PROXY: options.noProxy })
      },
      patience: { giveUp: 1 }
    })
    closing.push(() => proxy.close())
    return { store, proxy }
  }

  test('of HTTPS_PROXY carries everything, with an authority of its own behind it', async () => {
    const { store, proxy } = await through()
    await store.put('proxied', bytes(size))
    expect(await summary(await store.get('proxied'))).toEqual(await summary(bytes(size)))
    await store.remove(['proxied'])
    expect(proxy.connections()).toBeGreaterThan(0)
    expect(new Set(proxy.asked.map(({ url }) => `https://${url}`))).toEqual(
      new Set([environment.s3.endpoint])
    )
  })

  test('gets its name and password', async () => {
    const { store, proxy } = await through({ login: 'me:p%40ss' })
    await store.list('')
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  })

  test('is passed by for the hosts of NO_PROXY', async () => {
    const { store, proxy } = await through({ noProxy: 'example.com,127.0.0.1' })
    await store.list('')
    expect(proxy.connections()).toBe(0)
  })

  test('that refuses is named, without its password', async () => {
    const { store } = await through({ answer: 403, login: 'me:proxy-password-never-told' })
    const error: unknown = await store.list('').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'UserError', remedy: expect.stringContaining('HTTPS_PROXY') })
    expect(String(error)).not.toContain('never-told')
  })
})

describe('a store over plain http', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway(environment, 'http')
  })
  afterAll(() => gateway.remove())

  test('works as well', async () => {
    const store = gateway.open()
    closing.push(() => store.close())
    await store.put('small', bytes(10))
    await store.put('plain', bytes(size))
    expect(await summary(await store.get('plain'))).toEqual(await summary(bytes(size)))
  })
})

test('parts of one size that are too big for memory go through files', async () => {
  const store = open(environment, { target: { ...target, uniformParts: true } })
  await store.put('spooled', bytes(200_000_000))
  expect(await summary(await store.get('spooled'))).toEqual(await summary(bytes(200_000_000)))
  expect((await store.head('spooled'))?.etag).toMatch(/-3$/)
  await store.remove(['spooled'])
})
