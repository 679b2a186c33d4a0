import { describe, expect, test } from '@jest/globals'
import { partInMemory } from '../../src/stores/s3/part-sizes.js'
import { bytes, bytesThenError, summary } from './bytes.js'
import type { FakeRequest } from './fake-s3.js'
import { withFakeStore } from './fake-store.js'

// The server is a fake: no real one can be made to give these answers.
const threeParts = 15_000_000
const sizes = [100, threeParts]

describe('the checksum that the store verifies', () => {
  test('is a CRC32 where the store confirms one', async () => {
    await withFakeStore({}, async (store, fake) => {
      await store.put('first', bytes(10))
      await store.put('second', bytes(threeParts))
      const [first, ...others] = withBodies(fake.requests)
      expect(first?.headers).toMatchObject({
        'x-amz-checksum-crc32': expect.any(String),
        'content-md5': expect.any(String)
      })
      expect(others).toHaveLength(3)
      for (const { headers } of others) {
        expect(headers['x-amz-checksum-crc32']).toBeDefined()
        expect(headers['content-md5']).toBeUndefined()
      }
    })
  })

  test.each(['ignores', 'refuses'] as const)('is an MD5 where the store %s CRC32s', async (crc32) => {
    for (const size of sizes) {
      await withFakeStore({ quirks: { crc32 } }, async (store, fake) => {
        await store.put('first', bytes(size))
        const learned = fake.requests.length
        await store.put('second', bytes(threeParts))
        expect(await summary(await store.get('first'))).toEqual(await summary(bytes(size)))
        for (const { headers } of withBodies(fake.requests.slice(learned))) {
          expect(headers['content-md5']).toBeDefined()
          expect(headers['x-amz-checksum-crc32']).toBeUndefined()
        }
      })
    }
  })

  test('is an MD5 for the parts where the store knows CRC32s for whole objects only', async () => {
    const quirks = {
      misdeed: ({ operation, headers }: FakeRequest) =>
        operation === 'CreateMultipartUpload' && headers['x-amz-checksum-algorithm'] !== undefined
          ? { answer: 501, code: 'NotImplemented' }
          : undefined
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      await store.put('first', bytes(10))
      await store.put('second', bytes(threeParts))
      const parts = fake.requests.filter(({ operation }) => operation === 'UploadPart')
      expect(parts.map(({ headers }) => headers['content-md5'] !== undefined)).toEqual([true, true, true])
    })
  })

  test('is found out by several first objects at once', async () => {
    await withFakeStore({ quirks: { crc32: 'refuses' } }, async (store) => {
      const puts = [1, 2, 3, 4].map((seed) =>
        store.put(`first/${seed}`, bytes(seed % 2 === 0 ? 10 : threeParts, seed))
      )
      expect((await Promise.all(puts)).map(({ key }) => key)).toEqual([
        'first/1',
        'first/2',
        'first/3',
        'first/4'
      ])
    })
  })

  test('can be said in the configuration', async () => {
    await withFakeStore({ target: { checksum: 'md5' } }, async (store, fake) => {
      await store.put('db', bytes(threeParts))
      for (const { headers } of fake.requests)
        expect(headers['x-amz-checksum-crc32'] ?? headers['x-amz-checksum-algorithm']).toBeUndefined()
    })
    await withFakeStore(
      { target: { checksum: 'crc32' }, quirks: { crc32: 'ignores' } },
      async (store, fake) => {
        await expect(store.put('db', bytes(10))).rejects.toMatchObject({
          remedy: expect.stringContaining('store.checksum')
        })
        expect(fake.objects.size).toBe(0)
      }
    )
  })
})

describe('an object that is not what was sent', () => {
  const wrong = [
    [
      'its size',
      'bytes instead of',
      { describe: (object) => ({ ...object, bytes: object.body.length - 1 }) }
    ],
    [
      'its CRC32',
      'CRC32 AAAAAA==',
      {
        describe: (object) => ({
          ...object,
          crc32: 'AAAAAA==-3'.slice(0, object.crc32?.includes('-') ? 10 : 8)
        })
      }
    ],
    [
      'its ETag, where the store knows no CRC32',
      'ETag',
      {
        crc32: 'ignores',
        describe: (object) => ({ ...object, etag: object.etag.replace(/^.{32}/, '0'.repeat(32)) })
      }
    ]
  ] as const satisfies readonly [string, string, import('./fake-s3.js').Quirks][]

  for (const size of sizes) {
    test.each(wrong)(`is deleted and the put of ${size} bytes is red: %s`, async (_, message, quirks) => {
      await withFakeStore({ quirks }, async (store, fake) => {
        await expect(store.put('db', bytes(size))).rejects.toMatchObject({
          name: 'UserError',
          message: expect.stringContaining(message)
        })
        expect(fake.objects.size).toBe(0)
        expect(fake.uploads.size).toBe(0)
      })
    })
  }

  test('cannot be told where the right to look is missing: red, and deleted', async () => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) =>
        operation === 'HeadObject' ? { answer: 403, code: 'AccessDenied' } : undefined
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      await expect(store.put('db', bytes(10))).rejects.toMatchObject({
        message: expect.stringContaining('HeadObject failed: 403'),
        remedy: expect.stringContaining('s3:GetObject')
      })
      expect(fake.objects.size).toBe(0)
    })
  })

  test('and cannot be deleted: the error says that it is left', async () => {
    const quirks = {
      describe: (object: { body: Buffer; etag: string }) => ({ ...object, bytes: 1 }),
      misdeed: ({ operation }: FakeRequest) =>
        operation === 'DeleteObject' ? { answer: 403, code: 'AccessDenied' } : undefined
    }
    await withFakeStore({ quirks }, async (store) => {
      await expect(store.put('db', bytes(10))).rejects.toThrow(
        /1 bytes instead of 10; the object may have been left behind \(DeleteObject: 403/
      )
    })
  })
})

describe('a store that knows no If-None-Match', () => {
  test.each(sizes)('is asked first: %d bytes', async (size) => {
    await withFakeStore({ quirks: { conditions: false } }, async (store, fake) => {
      await store.put('db', bytes(size, 1), { ifAbsent: true })
      await expect(store.put('db', bytes(size, 2), { ifAbsent: true })).rejects.toMatchObject({
        name: 'ObjectExists',
        message: 's3://backups/db exists already',
        remedy: expect.stringContaining('Nothing was overwritten')
      })
      expect(await summary(await store.get('db'))).toEqual(await summary(bytes(size, 1)))
      expect(fake.uploads.size).toBe(0)
    })
  })

  test('and no CRC32 either', async () => {
    for (const size of sizes) {
      await withFakeStore({ quirks: { conditions: false, crc32: 'refuses' } }, async (store) => {
        expect(await store.put('db', bytes(size), { ifAbsent: true })).toMatchObject({ bytes: size })
      })
    }
  })
})

describe('every request', () => {
  test('says how long its body is', async () => {
    await withFakeStore({}, async (store, fake) => {
      await store.put('db', bytes(threeParts))
      await store.put('empty', bytes(0))
      await store.remove(['db', 'empty'])
      for (const { headers } of fake.requests) expect(headers['transfer-encoding']).toBeUndefined()
      expect(withBodies(fake.requests).map(({ headers }) => Number(headers['content-length']))).toEqual(
        expect.arrayContaining([partInMemory, threeParts - 2 * partInMemory, 0])
      )
    })
  })

  test('that makes an object asks for the encryption that is configured', async () => {
    const target = { encryption: { algorithm: 'aws:kms', key: 'arn:aws:kms:x' } } as const
    await withFakeStore({ target }, async (store, fake) => {
      for (const size of sizes)
        await store.put(`db/${size}`, bytes(size), { contentType: 'application/zstd' })
      for (const { operation, headers } of fake.requests) {
        if (operation !== 'PutObject' && operation !== 'CreateMultipartUpload') continue
        expect(headers).toMatchObject({
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:x',
          'content-type': 'application/zstd'
        })
      }
    })
  })
})

describe('a stream that does not fit', () => {
  test('into the parts that the store allows is an error that says so', async () => {
    const target = { maximumParts: 2, uniformParts: true }
    await withFakeStore({ target }, async (store, fake) => {
      await expect(store.put('db', bytes(40_000_000), { expectedBytes: 1000 })).rejects.toMatchObject({
        message: expect.stringMatching(/longer than the 12 MiB that fit into 2 parts/),
        remedy: expect.stringContaining('store.maximum-parts')
      })
      expect(fake.uploads.size).toBe(0)
    })
  })

  test('is no error where it does fit, in parts of one size', async () => {
    const target = { maximumParts: 2, uniformParts: true }
    await withFakeStore({ target }, async (store, fake) => {
      await store.put('db', bytes(2 * partInMemory), { expectedBytes: 1000 })
      const parts = fake.requests.filter(({ operation }) => operation === 'UploadPart')
      expect(parts.map(({ headers }) => headers['content-length'])).toEqual([
        String(partInMemory),
        String(partInMemory)
      ])
    })
  })
})

test('the error of a stream comes out as it was thrown, even with several parts on their way', async () => {
  const quirks = {
    misdeed: ({ operation }: FakeRequest) => (operation === 'UploadPart' ? 'hang' : undefined)
  } as const
  await withFakeStore({ quirks, options: { patience: { idle: 30 } } }, async (store, fake) => {
    const error = new Error('the dump died')
    await expect(store.put('db', bytesThenError(threeParts, error))).rejects.toBe(error)
    expect(fake.uploads.size).toBe(0)
  })
})

const withBodies = (requests: readonly FakeRequest[]): readonly FakeRequest[] =>
  requests.filter(({ operation }) => operation === 'PutObject' || operation === 'UploadPart')
