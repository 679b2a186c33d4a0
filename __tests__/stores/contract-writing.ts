import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import type { Store } from '../../src/stores/store.js'
import { bytes, bytesInOneBuffer, bytesThenError, summary } from './bytes.js'
import { expectNothing, namesOf, read, text, watched } from './texts.js'

export interface Nature {
  /** Whether the server itself looks for an object and makes it in one step. */
  readonly atomic: boolean
}

/** What every store must do with a stream: keep it whole, or nothing of it. */
export function testWriting(opened: () => Store, { atomic }: Nature): void {
  const keysBelow = (prefix: string) => namesOf(opened(), prefix)

  describe('put and get', () => {
    const sizes = [0, 1, 65_536, 300_000, 6 * MiB - 1, 6 * MiB, 6 * MiB + 1, 20_000_000]
    test.each(sizes)('gives %d bytes back as they were', async (size) => {
      const key = `sizes/${size}`
      const stored = await opened().put(key, bytes(size), { contentType: 'application/octet-stream' })
      expect(stored).toMatchObject({ key, bytes: size })
      expect(Math.abs(stored.modified.getTime() - Date.now())).toBeLessThan(60_000)
      expect(await opened().head(key)).toEqual(stored)
      expect(await summary(await opened().get(key))).toEqual(await summary(bytes(size)))
      expect(await opened().openUploads('sizes/')).toEqual([])
    })

    test('takes chunks whose memory is used again', async () => {
      await opened().put('reused', bytesInOneBuffer(20_000_000))
      expect(await summary(await opened().get('reused'))).toEqual(await summary(bytes(20_000_000)))
    })

    test('takes chunks of any size', async () => {
      await opened().put('chunks/big', bytes(20_000_000, 1, 9_999_999))
      await opened().put('chunks/small', bytes(70_000, 1, 7))
      expect(await summary(await opened().get('chunks/big'))).toEqual(await summary(bytes(20_000_000)))
      expect(await summary(await opened().get('chunks/small'))).toEqual(await summary(bytes(70_000)))
    })

    test('replaces an object, and its etag changes', async () => {
      const before = await opened().put('replaced', bytes(1000, 1))
      const after = await opened().put('replaced', bytes(1000, 2))
      expect(after.etag).not.toBe(before.etag)
      expect(await summary(await opened().get('replaced'))).toEqual(await summary(bytes(1000, 2)))
    })

    test('keeps keys apart that look strange', async () => {
      const keys = [
        'a b',
        "it's",
        '"quoted"',
        'ünï-✓',
        '50%',
        '%20',
        'a+b',
        'q?x=1',
        'h#1',
        '-rf',
        '~',
        'a&b',
        '$(id)'
      ].map((name) => `strange/${name}/x.zst`)
      for (const key of keys) await opened().put(key, text(key))
      expect([...(await keysBelow('strange/'))].sort()).toEqual([...keys].sort())
      for (const key of keys) expect(await read(opened(), key)).toBe(key)
      await opened().remove(keys)
      expect(await keysBelow('strange/')).toEqual([])
    })

    test('stores several streams at the same time', async () => {
      const keys = [1, 2, 3, 4, 5, 6].map((seed) => ({ key: `together/${seed}`, seed }))
      await Promise.all(keys.map(({ key, seed }) => opened().put(key, bytes(30_000_000, seed))))
      for (const { key, seed } of keys) {
        expect(await summary(await opened().get(key))).toEqual(await summary(bytes(30_000_000, seed)))
      }
      await opened().remove(keys.map(({ key }) => key))
    })

    test('says where an object is', () => {
      expect(opened().locate('shop/1/manifest.json').startsWith(opened().label)).toBe(true)
      expect(opened().locate('shop/1/manifest.json').endsWith('/shop/1/manifest.json')).toBe(true)
    })

    test('can be read in part only', async () => {
      await opened().put('partly', bytes(20_000_000))
      for await (const chunk of await opened().get('partly')) {
        expect(chunk.byteLength).toBeGreaterThan(0)
        break
      }
    })
  })

  describe('a stream that fails', () => {
    const points = [0, 1, 65_536, 6 * MiB - 1, 6 * MiB, 6 * MiB + 1, 20_000_000]
    test.each(points)('after %d bytes leaves nothing, and its own error comes out', async (point) => {
      const error = new Error('the dump died')
      await expect(opened().put(`failed/${point}`, bytesThenError(point, error))).rejects.toBe(error)
      await expectNothing(opened(), `failed/${point}`)
    })

    test('leaves the object that was there', async () => {
      await opened().put('kept', bytes(1000))
      await expect(opened().put('kept', bytesThenError(9_000_000, new Error('died')))).rejects.toThrow('died')
      expect(await summary(await opened().get('kept'))).toEqual(await summary(bytes(1000)))
    })
  })

  describe('a put that is refused', () => {
    test.each(['', '/', '/etc/passwd', '../outside', 'a/../../b', 'a//b', 'a/', './a', 'a\nb', 'a\0b'])(
      'for the key %j lets go of the stream',
      async (key) => {
        const source = watched(bytes(1000))
        await expect(opened().put(key, source.body)).rejects.toThrow('is not the key of an object')
        expect(source.letGo()).toBe(true)
      }
    )
  })

  describe('a key that is rewritten', () => {
    test('keeps what one of its writers put there, whoever else fails', async () => {
      for (let round = 0; round < 20; round += 1) {
        const contents = [1, 2, 3, 4].map((writer) => `${round}`.repeat(writer))
        const puts = contents.map((content) => opened().put('pointer', text(content), { rewritten: true }))
        await Promise.allSettled(puts)
        expect(contents).toContain(await read(opened(), 'pointer'))
      }
    })
  })

  describe('ifAbsent', () => {
    test.each([10, 9_000_000])('stores %d bytes once', async (size) => {
      const key = `once/${size}`
      await opened().put(key, bytes(size, 1), { ifAbsent: true })
      const error: unknown = await opened()
        .put(key, bytes(size, 2), { ifAbsent: true })
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({
        name: 'ObjectExists',
        message: `${opened().locate(key)} exists already`,
        remedy: expect.stringContaining('Nothing was overwritten')
      })
      expect(await summary(await opened().get(key))).toEqual(await summary(bytes(size, 1)))
      expect(await opened().openUploads('once/')).toEqual([])
    })

    test('lets one of ten writers win', async () => {
      const race = async (key: string) => {
        const puts = Array.from({ length: 10 }, (_, writer) =>
          opened().put(key, text(`${writer}`), { ifAbsent: true })
        )
        const outcomes = await Promise.allSettled(puts)
        const winners = outcomes.flatMap(({ status }, writer) => (status === 'fulfilled' ? [writer] : []))
        return { winners, stored: (await opened().head(key)) && Number(await read(opened(), key)) }
      }
      let seen = await race('race/0')
      // Where several were let in, they take what they find for damaged, and remove it.
      for (let round = 1; !atomic && seen.winners[0] !== seen.stored && round < 20; round += 1) {
        seen = await race(`race/${round}`)
      }
      expect(seen.winners).toEqual([seen.stored])
    })
  })
}

const MiB = 2 ** 20
