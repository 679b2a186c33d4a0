import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import { bytes, summary } from './bytes.js'
import type { FakeRequest, Misdeed } from './fake-s3.js'
import { littlePatience, longPatience, withFakeStore } from './fake-store.js'

// The server is a fake: no real one can be made to give these answers.
const size = 5_000_000

const gets = (misdeed: (before: number) => Misdeed | undefined) => ({
  misdeed: ({ operation, before }: FakeRequest) => (operation === 'GetObject' ? misdeed(before) : undefined)
})

describe('reading an object', () => {
  test('goes on where the connection broke, again and again', async () => {
    await withFakeStore(
      {
        quirks: gets((before) => (before < 6 ? 'break off' : undefined)),
        options: { patience: longPatience }
      },
      async (store, fake, told) => {
        await store.put('db', bytes(size))
        expect(await summary(await store.get('db'))).toEqual(await summary(bytes(size)))
        const ranges = fake.requests
          .filter(({ operation }) => operation === 'GetObject')
          .map(({ headers }) => headers.range)
        expect(ranges.slice(0, 3)).toEqual([undefined, `bytes=${size / 2}-`, `bytes=${size * 0.75}-`])
        expect(told.join('\n')).toMatch(/GetObject of db: .*; going on at byte 2500000 in/)
      }
    )
  })

  test('goes on where an answer ended before the end of the object', async () => {
    const quirks = { ...gets((before) => (before === 0 ? 'break off' : undefined)), rest: 700_000 }
    await withFakeStore({ quirks }, async (store) => {
      await store.put('db', bytes(size))
      expect(await summary(await store.get('db'))).toEqual(await summary(bytes(size)))
    })
  })

  test('goes on after an outage in the middle', async () => {
    const misdeed = (before: number): Misdeed | undefined =>
      before === 0 ? 'break off' : before < 5 ? { answer: 503, code: 'SlowDown' } : undefined
    await withFakeStore({ quirks: gets(misdeed), options: { patience: longPatience } }, async (store) => {
      await store.put('db', bytes(size))
      expect(await summary(await store.get('db'))).toEqual(await summary(bytes(size)))
    })
  })

  test('ends with an error when the store stays away in the middle', async () => {
    const misdeed = (before: number): Misdeed | undefined => (before === 0 ? 'break off' : 'reset')
    await withFakeStore({ quirks: gets(misdeed) }, async (store) => {
      await store.put('db', bytes(size))
      await expect(summary(await store.get('db'))).rejects.toMatchObject({ name: 'UserError' })
    })
  })

  test('ends with an error when the object has changed in the middle', async () => {
    await withFakeStore(
      { quirks: gets((before) => (before === 0 ? 'break off' : undefined)) },
      async (store, fake) => {
        await store.put('db', bytes(size))
        const reading = await store.get('db')
        fake.objects.set('db', { body: Buffer.alloc(size), etag: '0'.repeat(32) })
        await expect(summary(reading)).rejects.toThrow(/PreconditionFailed/)
      }
    )
  })

  test('ends with an error when less comes than was announced', async () => {
    // Every answer breaks off before its end: after the last byte but one nothing more ever comes.
    await withFakeStore({ quirks: gets(() => 'break off') }, async (store) => {
      await store.put('db', bytes(3))
      await expect(summary(await store.get('db'))).rejects.toMatchObject({ name: 'UserError' })
    })
  })

  test('does not give up on a reader that takes its time', async () => {
    await withFakeStore({ options: { patience: { ...littlePatience, idle: 0.3 } } }, async (store) => {
      await store.put('db', bytes(20_000_000))
      let read = 0
      for await (const chunk of await store.get('db')) {
        if (read === 0) await new Promise((resolve) => setTimeout(resolve, 1500))
        read += (chunk as Uint8Array).byteLength
      }
      expect(read).toBe(20_000_000)
    })
  })

  test('that is not there says where it was looked for and what to do', async () => {
    await withFakeStore({}, async (store) => {
      const error: unknown = await store.get('gone').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({
        name: 'ObjectMissing',
        message: 's3://backups/gone is not there',
        remedy: expect.stringContaining('Use another backup')
      })
    })
  })

  test('stops asking when nobody reads on', async () => {
    await withFakeStore({ quirks: gets(() => 'break off') }, async (store, fake) => {
      await store.put('db', bytes(size))
      const reading = await store.get('db')
      reading.destroy()
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(fake.count('GetObject')).toBe(1)
    })
  })
})
