import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { OpenUpload, Store } from '../../src/stores/store.js'
import { bytes, bytesInOneBuffer, bytesThenError, summary } from './bytes.js'

/** What every store must do. `open` gives one that holds nothing yet, and what takes it away again. */
export function testStore(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly remove: () => Promise<void> }>
): void {
  jest.setTimeout(120_000)
  describe(name, () => {
    let store: Store
    let remove: () => Promise<void>

    beforeAll(async () => {
      ;({ store, remove } = await open())
    })
    afterAll(async () => {
      await store.close()
      await remove()
    })

    const keysBelow = async (prefix: string): Promise<readonly string[]> =>
      (await store.list(prefix)).map(({ key }) => key)

    const expectNothing = async (key: string): Promise<void> => {
      expect(await store.head(key)).toBeUndefined()
      expect(await keysBelow(key)).toEqual([])
      expect(await store.openUploads(key)).toEqual([])
    }

    describe('put and get', () => {
      const sizes = [0, 1, 65_536, 300_000, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 20_000_000]
      test.each(sizes)('gives %d bytes back as they were', async (size) => {
        const key = `sizes/${size}`
        const stored = await store.put(key, bytes(size), { contentType: 'application/octet-stream' })
        expect(stored).toMatchObject({ key, bytes: size })
        expect(Math.abs(stored.modified.getTime() - Date.now())).toBeLessThan(60_000)
        expect(await store.head(key)).toEqual(stored)
        expect(await summary(await store.get(key))).toEqual(await summary(bytes(size)))
        expect(await store.openUploads('sizes/')).toEqual([])
      })

      test('takes chunks whose memory is used again', async () => {
        await store.put('reused', bytesInOneBuffer(20_000_000))
        expect(await summary(await store.get('reused'))).toEqual(await summary(bytes(20_000_000)))
      })

      test('takes chunks of any size', async () => {
        await store.put('chunks/big', bytes(20_000_000, 1, 9_999_999))
        await store.put('chunks/small', bytes(70_000, 1, 7))
        expect(await summary(await store.get('chunks/big'))).toEqual(await summary(bytes(20_000_000)))
        expect(await summary(await store.get('chunks/small'))).toEqual(await summary(bytes(70_000)))
      })

      test('replaces an object, and its etag changes', async () => {
        const before = await store.put('replaced', bytes(1000, 1))
        const after = await store.put('replaced', bytes(1000, 2))
        expect(after.etag).not.toBe(before.etag)
        expect(await summary(await store.get('replaced'))).toEqual(await summary(bytes(1000, 2)))
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
        for (const key of keys) await store.put(key, text(key))
        expect([...(await keysBelow('strange/'))].sort()).toEqual([...keys].sort())
        for (const key of keys) expect(await read(store, key)).toBe(key)
        await store.remove(keys)
        expect(await keysBelow('strange/')).toEqual([])
      })

      test('stores several streams at the same time', async () => {
        const keys = [1, 2, 3, 4, 5, 6].map((seed) => ({ key: `together/${seed}`, seed }))
        await Promise.all(keys.map(({ key, seed }) => store.put(key, bytes(30_000_000, seed))))
        for (const { key, seed } of keys) {
          expect(await summary(await store.get(key))).toEqual(await summary(bytes(30_000_000, seed)))
        }
        await store.remove(keys.map(({ key }) => key))
      })

      test('says where an object is', () => {
        expect(store.locate('shop/1/manifest.json').startsWith(store.label)).toBe(true)
        expect(store.locate('shop/1/manifest.json').endsWith('/shop/1/manifest.json')).toBe(true)
      })

      test('can be read in part only', async () => {
        await store.put('partly', bytes(20_000_000))
        for await (const chunk of await store.get('partly')) {
          expect(chunk.byteLength).toBeGreaterThan(0)
          break
        }
      })
    })

    describe('a stream that fails', () => {
      const points = [0, 1, 65_536, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 20_000_000]
      test.each(points)('after %d bytes leaves nothing, and its own error comes out', async (point) => {
        const error = new Error('the dump died')
        await expect(store.put(`failed/${point}`, bytesThenError(point, error))).rejects.toBe(error)
        await expectNothing(`failed/${point}`)
        expect(await store.folders('')).not.toContain('failed/')
      })

      test('leaves the object that was there', async () => {
        await store.put('kept', bytes(1000))
        await expect(store.put('kept', bytesThenError(9_000_000, new Error('died')))).rejects.toThrow('died')
        expect(await summary(await store.get('kept'))).toEqual(await summary(bytes(1000)))
      })
    })

    describe('a put that is refused', () => {
      test.each(['', '/', '/etc/passwd', '../outside', 'a/../../b', 'a//b', 'a/', './a', 'a\nb', 'a\0b'])(
        'for the key %j lets go of the stream',
        async (key) => {
          const source = watched(bytes(1000))
          await expect(store.put(key, source.body)).rejects.toThrow('is not the key of an object')
          expect(source.letGo()).toBe(true)
        }
      )
    })

    describe('ifAbsent', () => {
      test.each([10, 9_000_000])('stores %d bytes once', async (size) => {
        const key = `once/${size}`
        await store.put(key, bytes(size, 1), { ifAbsent: true })
        await expect(store.put(key, bytes(size, 2), { ifAbsent: true })).rejects.toMatchObject({
          name: 'ObjectExists'
        })
        expect(await summary(await store.get(key))).toEqual(await summary(bytes(size, 1)))
        expect(await store.openUploads('once/')).toEqual([])
      })

      test('lets one of ten writers win', async () => {
        const puts = Array.from({ length: 10 }, (_, writer) =>
          store.put('race', text(`${writer}`), { ifAbsent: true })
        )
        const outcomes = await Promise.allSettled(puts)
        const winners = outcomes.flatMap(({ status }, writer) => (status === 'fulfilled' ? [writer] : []))
        expect(winners).toHaveLength(1)
        expect(await read(store, 'race')).toBe(`${winners[0]}`)
      })
    })

    describe('what is not there', () => {
      test('is undefined for head and ObjectMissing for get', async () => {
        expect(await store.head('missing')).toBeUndefined()
        await expect(store.get('missing')).rejects.toMatchObject({ name: 'ObjectMissing' })
        await expect(store.get('missing/below')).rejects.toMatchObject({ name: 'ObjectMissing' })
        expect(await store.list('missing/')).toEqual([])
        expect(await store.folders('missing/')).toEqual([])
      })

      test('is no error for remove', async () => {
        await store.remove([])
        await store.remove(['missing'])
        await store.remove(['missing', 'missing/below'])
      })
    })

    describe('list and folders', () => {
      test('find keys by their beginning, in the order of their bytes', async () => {
        const keys = [
          'tree/a',
          'tree/a/1',
          'tree/a-1/x',
          'tree/ab/x',
          'tree/b/c/d',
          'tree/ä/x',
          'treetop'
        ].filter(
          // A directory cannot hold a file and a folder of one name.
          (key) => key !== 'tree/a'
        )
        for (const key of keys) await store.put(key, text(key))
        const inOrder = (list: readonly string[]) =>
          [...list].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
        expect(await keysBelow('tree/')).toEqual(inOrder(keys.filter((key) => key.startsWith('tree/'))))
        expect(await keysBelow('tree')).toEqual(inOrder(keys))
        expect(await keysBelow('tree/a')).toEqual(inOrder(['tree/a/1', 'tree/a-1/x', 'tree/ab/x']))
        expect(await store.folders('tree/')).toEqual([...['a/', 'a-1/', 'ab/', 'b/', 'ä/']].sort())
        expect(await store.folders('tree/b/')).toEqual(['c/'])
        expect(await store.folders('tree/b/c/')).toEqual([])
        expect(await store.folders('')).toContain('tree/')
        await store.remove(['tree/b/c/d'])
        expect(await store.folders('tree/')).not.toContain('b/')
      })

      test('do not end at the first thousand, nor does remove', async () => {
        const keys = Array.from({ length: 1005 }, (_, number) => `many/${String(number).padStart(4, '0')}/x`)
        for (let start = 0; start < keys.length; start += 32) {
          await Promise.all(keys.slice(start, start + 32).map((key) => store.put(key, text(key))))
        }
        expect(await keysBelow('many/')).toEqual(keys)
        expect(await store.folders('many/')).toHaveLength(1005)
        await store.remove(keys)
        expect(await keysBelow('many/')).toEqual([])
      })

      test('refuse to leave the store', async () => {
        await expect(store.list('../')).rejects.toThrow('is not the key of an object')
        await expect(store.folders('a/../../')).rejects.toThrow('is not the key of an object')
        await expect(store.get('../outside')).rejects.toThrow('is not the key of an object')
        await expect(store.remove(['../outside'])).rejects.toThrow('is not the key of an object')
      })
    })

    describe('an upload under way', () => {
      test('is open, is no object, and fails when it is aborted', async () => {
        let open = (): void => undefined
        const gate = new Promise<void>((resolve) => {
          open = resolve
        })
        const body = async function* (): AsyncGenerator<Uint8Array, void, void> {
          // More than one part, however big a store's parts are.
          yield* bytes(70_000_000)
          await gate
          yield* bytes(1_000_000)
        }
        const started = Date.now()
        const put = store.put('under/way', body()).then(
          () => 'stored',
          () => 'failed'
        )
        const upload = await firstUpload(store, 'under/')
        expect(upload.key).toBe('under/way')
        expect(Math.abs(upload.started.getTime() - started)).toBeLessThan(60_000)
        expect(await store.openUploads('under/wa')).toEqual([upload])
        expect(await store.openUploads('elsewhere/')).toEqual([])
        expect(await store.head('under/way')).toBeUndefined()
        expect(await keysBelow('under/')).toEqual([])
        expect(await store.folders('')).not.toContain('under/')
        await store.abortUpload(upload)
        open()
        expect(await put).toBe('failed')
        await expectNothing('under/way')
        await store.abortUpload(upload)
      })
    })

    test('knows its own time', async () => {
      await store.list('')
      const time = store.time()
      expect(time).toBeInstanceOf(Date)
      expect(Math.abs((time?.getTime() ?? 0) - Date.now())).toBeLessThan(5000)
    })
  })
}

const MiB = 2 ** 20

async function* text(content: string): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(content)
}

async function read(store: Store, key: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await store.get(key)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function firstUpload(store: Store, prefix: string): Promise<OpenUpload> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [upload] = await store.openUploads(prefix)
    if (upload !== undefined) return upload
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no upload was opened below ${prefix}`)
}

/** A stream that remembers whether somebody let go of it, even before its first byte was asked for. */
function watched(body: AsyncGenerator<Uint8Array, void, void>): {
  readonly body: AsyncIterable<Uint8Array>
  readonly letGo: () => boolean
} {
  let letGo = false
  const iterator: AsyncIterator<Uint8Array, void, void> = {
    next: () => body.next(),
    return: async () => {
      letGo = true
      return body.return()
    }
  }
  return { body: { [Symbol.asyncIterator]: () => iterator }, letGo: () => letGo }
}
