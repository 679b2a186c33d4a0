import { describe, expect, test } from '@jest/globals'
import { bytes } from './bytes.js'
import type { FakeObject, FakeRequest, Quirks } from './fake-s3.js'
import { withFakeStore } from './fake-store.js'

// The server is a fake: no real one at hand has such ETags.
const threeParts = 20_000_000
const sizes = [100, threeParts]

/** Stores objects one after the other; gives the notices. */
async function noticesOf(
  quirks: Quirks,
  { checksum = 'auto' }: { readonly checksum?: 'auto' | 'md5' } = {}
): Promise<readonly string[]> {
  const notices: string[] = []
  const options = { onNotice: (message: string) => void notices.push(message) }
  await withFakeStore({ quirks, options, target: { checksum } }, async (store) => {
    for (const size of [...sizes, ...sizes])
      expect(await store.put(`db/${size}`, bytes(size))).toMatchObject({ bytes: size })
  })
  return notices
}

const ownEtags = {
  crc32: 'ignores',
  describe: (object: FakeObject) => ({ ...object, etag: '0x8D4BCC2E4835CD0' })
} as const

describe('an object is stored with its size compared only, and that is told once', () => {
  const told = expect.stringMatching(
    /^s3:\/\/backups: the store tells no checksum .* Their sizes were compared/
  )

  test('where an ETag is no MD5', async () => {
    expect(await noticesOf(ownEtags)).toEqual([told])
  })

  test('where it is encrypted by KMS, whose ETags look like MD5s', async () => {
    const misdeed = ({ operation, key }: FakeRequest) =>
      operation === 'HeadObject' ? { answer: 200, code: '', body: '', headers: encrypted(key) } : undefined
    expect(await noticesOf({ crc32: 'ignores', misdeed })).toEqual([told])
  })

  test('where its CRC32 is of the whole, and those of its parts were not confirmed', async () => {
    const misdeed = ({ operation }: FakeRequest) =>
      operation === 'UploadPart'
        ? { answer: 200, code: '', body: '', headers: { etag: '"part"' } }
        : undefined
    // The fake did not see the parts.
    const describe = (object: FakeObject) =>
      object.etag.includes('-') ? { ...object, bytes: threeParts, crc32: 'AAAAAA==' } : object
    expect(await noticesOf({ misdeed, describe })).toEqual([told])
  })

  test('with what may help where the configuration asks for MD5s', async () => {
    expect(await noticesOf(ownEtags, { checksum: 'md5' })).toEqual([
      expect.stringMatching(/Without store\.checksum the store may confirm CRC32s\.$/)
    ])
  })
})

test.each(['verifies', 'ignores'] as const)(
  'nothing is told where the store %s CRC32s as usual',
  async (crc32) => {
    expect(await noticesOf({ crc32 })).toEqual([])
  }
)

const encrypted = (key: string) => ({
  etag: `"${'0'.repeat(32)}"`,
  'content-length': key.slice('db/'.length),
  'x-amz-server-side-encryption': 'aws:kms'
})
