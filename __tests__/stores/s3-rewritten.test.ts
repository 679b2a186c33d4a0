import { describe, expect, test } from '@jest/globals'
import { bytes, summary } from './bytes.js'
import type { FakeObject, FakeRequest, FakeS3 } from './fake-s3.js'
import { withFakeStore } from './fake-store.js'
import { read, text } from './texts.js'

// The server is a fake: no real one can be made to interrupt a put at a moment of our choice.
const theirs: FakeObject = { body: Buffer.from('theirs'), etag: '0'.repeat(32) }
const sizes = [10, 20_000_000]

describe('a key that others write, too', () => {
  test.each(sizes)('keeps what another run put there before ours of %d bytes was confirmed', async (size) => {
    let server: FakeS3 | undefined
    const quirks = {
      misdeed: ({ operation, before }: FakeRequest) => {
        if (operation === 'HeadObject' && before === 0) server?.objects.set('latest.json', theirs)
        return undefined
      }
    }
    await withFakeStore({ quirks }, async (store, fake) => {
      server = fake
      await expect(store.put('latest.json', bytes(size), { rewritten: true })).rejects.toThrow(
        'holds something else than was sent'
      )
      expect(await read(store, 'latest.json')).toBe('theirs')
      expect(fake.count('DeleteObject')).toBe(0)
    })
  })

  test.each(sizes)('keeps the %d bytes that are there when nobody can look at them', async (size) => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) => (operation === 'HeadObject' ? 'reset' : undefined)
    } as const
    await withFakeStore({ quirks }, async (store) => {
      await expect(store.put('latest.json', bytes(size), { rewritten: true })).rejects.toThrow(
        'HeadObject failed'
      )
      expect(await summary(await store.get('latest.json'))).toEqual(await summary(bytes(size)))
    })
  })

  test('keeps what is there when the answers to a put are lost', async () => {
    const quirks = {
      misdeed: ({ operation }: FakeRequest) => (operation === 'PutObject' ? 'lose the answer' : undefined)
    } as const
    await withFakeStore({ quirks }, async (store) => {
      await expect(store.put('latest.json', text('ours'), { rewritten: true })).rejects.toThrow(
        'PutObject failed'
      )
      expect(await read(store, 'latest.json')).toBe('ours')
    })
  })
})
