import { describe, expect, test } from '@jest/globals'
import { bytes, summary } from './bytes.js'
import type { FakeRequest, Misdeed } from './fake-s3.js'
import { littlePatience, longPatience, withFakeStore } from './fake-store.js'

// The server is a fake: no real one can be made to give these answers.
const threeParts = 20_000_000

const first = (operation: string, times: number, misdeed: Misdeed) => (request: FakeRequest) =>
  request.operation === operation && request.before < times ? misdeed : undefined

const slowDown = { answer: 503, code: 'SlowDown' } as const

describe('a store that has a bad moment', () => {
  const moments: readonly [string, (request: FakeRequest) => Misdeed | undefined][] = [
    ['says SlowDown to parts', first('UploadPart', 5, slowDown)],
    [
      'says SlowDown to everything, one time in three',
      ({ before }) => (before % 3 === 0 ? slowDown : undefined)
    ],
    [
      'says 500 to the opening of the upload',
      first('CreateMultipartUpload', 2, { answer: 500, code: 'InternalError' })
    ],
    [
      'says 429 to the question what it holds',
      first('HeadObject', 2, { answer: 429, code: 'TooManyRequests' })
    ],
    ['says RequestTimeout to a part', first('UploadPart', 1, { answer: 400, code: 'RequestTimeout' })],
    ['found a part damaged on the way', first('UploadPart', 1, { answer: 400, code: 'BadDigest' })],
    ['breaks connections', first('UploadPart', 4, 'reset')],
    ['loses the answer to a part', first('UploadPart', 2, 'lose the answer')],
    ['loses the answer to the completion', first('CompleteMultipartUpload', 1, 'lose the answer')],
    [
      'answers through a gateway that writes HTML',
      first('UploadPart', 2, { answer: 502, code: '', body: '<html>Bad gateway' })
    ],
    [
      'answers the completion with 200 and an error in the body',
      first('CompleteMultipartUpload', 1, { answer: 200, code: 'InternalError' })
    ]
  ]
  test.each(moments)('%s', async (_, misdeed) => {
    await withFakeStore(
      { quirks: { misdeed }, options: { patience: longPatience } },
      async (store, fake, told) => {
        expect(await store.put('db', bytes(threeParts))).toMatchObject({ bytes: threeParts })
        expect(await summary(await store.get('db'))).toEqual(await summary(bytes(threeParts)))
        expect(fake.uploads.size).toBe(0)
        expect(told.join('\n')).toMatch(/trying again in/)
      }
    )
  })

  test('is silent for longer than it may be', async () => {
    const quirks = { misdeed: first('UploadPart', 2, 'hang') }
    await withFakeStore(
      { quirks, options: { patience: { ...longPatience, idle: 1 } } },
      async (store, _, told) => {
        expect(await store.put('db', bytes(threeParts))).toMatchObject({ bytes: threeParts })
        expect(told.join('\n')).toMatch(/UploadPart of db.*inactivity.*trying again/)
      }
    )
  })

  test('opens an upload whose answer is lost: the second one is used, the first one swept', async () => {
    await withFakeStore(
      {
        quirks: { misdeed: first('CreateMultipartUpload', 1, 'lose the answer') },
        options: { patience: longPatience }
      },
      async (store, fake) => {
        await store.put('db', bytes(threeParts))
        expect(fake.count('CreateMultipartUpload')).toBe(2)
        expect(fake.uploads.size).toBe(0)
      }
    )
  })

  test.each([100, threeParts])(
    'lost the answer that %d bytes are stored: ifAbsent does not mistake them for those of another',
    async (size) => {
      const operation = size === 100 ? 'PutObject' : 'CompleteMultipartUpload'
      await withFakeStore(
        { quirks: { misdeed: first(operation, 1, 'lose the answer') }, options: { patience: longPatience } },
        async (store, fake) => {
          expect(await store.put('db', bytes(size), { ifAbsent: true })).toMatchObject({ bytes: size })
          expect(fake.count(operation)).toBe(2)
        }
      )
    }
  )

  test('has another clock than the runner: the SDK dates the next attempt by it', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const misdeed = first('PutObject', 1, { answer: 403, code: 'RequestTimeTooSkewed', headers: { date } })
    await withFakeStore({ quirks: { misdeed }, options: { patience: longPatience } }, async (store, fake) => {
      await store.put('db', bytes(10))
      const dates = fake.requests
        .filter(({ operation }) => operation === 'PutObject')
        .map(({ headers }) => headers['x-amz-date'])
      expect(dates).toHaveLength(2)
      expect(dates[1]?.toString().slice(0, 11)).not.toBe(dates[0]?.toString().slice(0, 11))
    })
  })
})

describe('a store that stays away', () => {
  test.each([
    ['refuses all parts', slowDown],
    ['breaks all connections', 'reset']
  ] as const)('%s: the put fails when patience ends, and nothing is left', async (_, misdeed) => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) => (operation === 'UploadPart' ? misdeed : undefined)
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      const started = Date.now()
      await expect(store.put('db', bytes(threeParts))).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(
          /^s3:\/\/backups\/db \(part \d\): UploadPart failed \(tried \d+ times\): /
        )
      })
      const seconds = (Date.now() - started) / 1000
      expect(seconds).toBeGreaterThan(littlePatience.giveUp * 0.8)
      expect(seconds).toBeLessThan(littlePatience.giveUp + 15)
      expect(fake.uploads.size).toBe(0)
      expect(fake.objects.size).toBe(0)
    })
  })

  test('when all parts are there: the error says that it may be too many of them', async () => {
    const misdeed = ({ operation }: FakeRequest) =>
      operation === 'CompleteMultipartUpload' ? ({ answer: 500, code: 'InternalError' } as const) : undefined
    await withFakeStore({ quirks: { misdeed } }, async (store, fake) => {
      await expect(store.put('db', bytes(threeParts))).rejects.toMatchObject({
        message: expect.stringContaining('CompleteMultipartUpload failed'),
        remedy: expect.stringContaining('store.maximum-parts: 600')
      })
      expect(fake.uploads.size).toBe(0)
    })
  })

  test('and does not even take the abort: the error says what is left', async () => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) =>
        operation === 'UploadPart' || operation === 'AbortMultipartUpload' ? slowDown : undefined
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      await expect(store.put('db', bytes(threeParts))).rejects.toThrow(
        /UploadPart failed .*; its upload could not be aborted \(AbortMultipartUpload: 503 SlowDown.*\); later runs remove what is left/
      )
      expect(await store.openUploads('')).toEqual([expect.objectContaining({ key: 'db' })])
      expect(fake.objects.size).toBe(0)
    })
  })

  test('keeps no answer to a put back: what may have been stored is deleted', async () => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) => (operation === 'PutObject' ? 'lose the answer' : undefined)
    } as const
    await withFakeStore({ quirks }, async (store, fake) => {
      await expect(store.put('db', bytes(10))).rejects.toThrow('PutObject failed')
      expect(fake.count('PutObject')).toBeGreaterThan(3)
      expect(fake.objects.size).toBe(0)
    })
  })

  test('fails a put at once although its stream is stuck, and lets go of the stream', async () => {
    let letGo = false
    const body = async function* (): AsyncGenerator<Uint8Array, void, void> {
      yield* bytes(9_000_000)
      await new Promise((resolve) => setTimeout(resolve, 60_000).unref())
    }
    const stuck = body()
    const iterable = {
      [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array, void, void> => ({
        next: () => stuck.next(),
        return: async () => {
          letGo = true
          return { done: true, value: undefined }
        }
      })
    }
    const quirks = {
      misdeed: ({ operation }: FakeRequest) =>
        operation === 'UploadPart' ? { answer: 403, code: 'AccessDenied' } : undefined
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      await expect(store.put('db', iterable)).rejects.toThrow('AccessDenied')
      expect(letGo).toBe(true)
      expect(fake.uploads.size).toBe(0)
    })
  })
})

describe('what trying again cannot mend', () => {
  test.each([
    [403, 'AccessDenied', /Grant s3:PutObject/],
    [403, 'InvalidAccessKeyId', /s3-access-key-id/],
    [403, 'SignatureDoesNotMatch', /s3-secret-access-key/],
    [400, 'ExpiredToken', /role-duration-seconds/],
    [404, 'NoSuchBucket', /Create the bucket/],
    [301, 'PermanentRedirect', /store\.region/],
    [400, 'AuthorizationHeaderMalformed', /store\.region/],
    [403, 'QuotaExceeded', /quota/],
    [403, 'RequestTimeTooSkewed', /clock/]
  ])('%d %s fails at once and says what to do', async (answer, code, remedy) => {
    const headers = { date: '' }
    await withFakeStore({ quirks: { misdeed: () => ({ answer, code, headers }) } }, async (store, fake) => {
      const error: unknown = await store.put('db', bytes(10)).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name: 'UserError', remedy: expect.stringMatching(remedy) })
      expect(String(error)).toContain(code)
      expect(`${error} ${JSON.stringify(error)}`).not.toContain('fake-secret')
      expect(fake.count('PutObject')).toBe(1)
    })
  })

  test.each([
    ['list', 'ListBucket', (store) => store.list('')],
    ['openUploads', 'ListBucketMultipartUploads', (store) => store.openUploads('')],
    ['remove', 'DeleteObject', (store) => store.remove(['a', 'b'])],
    ['get', 'GetObject', (store) => store.get('a')],
    ['head', 'GetObject', (store) => store.head('a')],
    [
      'abortUpload',
      'AbortMultipartUpload',
      (store) => store.abortUpload({ key: 'a', uploadId: 'b', started: new Date() })
    ]
  ] as const satisfies readonly [
    string,
    string,
    (store: import('../../src/stores/store.js').Store) => Promise<unknown>
  ][])('a right that is missing for %s is named: s3:%s', async (_, right, act) => {
    await withFakeStore(
      { quirks: { misdeed: () => ({ answer: 403, code: 'AccessDenied' }) } },
      async (store) => {
        await expect(act(store)).rejects.toMatchObject({
          name: 'UserError',
          remedy: expect.stringContaining(`s3:${right} `)
        })
      }
    )
  })

  test('a name that does not exist is not waited for', async () => {
    const target = { endpoint: 'http://no-such-host.invalid' }
    const started = Date.now()
    await withFakeStore({ target, options: { patience: { giveUp: 60 } } }, async (store) => {
      await expect(store.put('db', bytes(10))).rejects.toMatchObject({
        remedy: expect.stringContaining('store.endpoint')
      })
      expect(Date.now() - started).toBeLessThan(10_000)
    })
  })

  test('an endpoint where nobody listens is waited for, and then named', async () => {
    await withFakeStore({ target: { endpoint: 'http://127.0.0.1:9' } }, async (store, _, told) => {
      await expect(store.list('')).rejects.toMatchObject({
        message: expect.stringContaining('ECONNREFUSED'),
        remedy: expect.stringContaining('store.endpoint')
      })
      expect(told.length).toBeGreaterThan(0)
    })
  })
})
