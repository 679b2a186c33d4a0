import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import type { OpenUpload, Store } from '../../src/stores/store.js'
import { bytes } from './bytes.js'
import { expectNothing, namesOf, text } from './texts.js'

/** What every store must do to find, delete and sweep. */
export function testFinding(opened: () => Store): void {
  const keysBelow = (prefix: string) => namesOf(opened(), prefix)

  describe('what is not there', () => {
    test('is undefined for head and ObjectMissing for get', async () => {
      expect(await opened().head('missing')).toBeUndefined()
      const error: unknown = await opened()
        .get('missing')
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({
        name: 'ObjectMissing',
        message: `${opened().locate('missing')} is not there`,
        remedy: expect.stringContaining('Use another backup')
      })
      await expect(opened().get('missing/below')).rejects.toMatchObject({ name: 'ObjectMissing' })
      expect(await opened().list('missing/')).toEqual([])
    })

    test('is no error for remove', async () => {
      await opened().remove([])
      await opened().remove(['missing'])
      await opened().remove(['missing', 'missing/below'])
    })
  })

  describe('list', () => {
    test('finds keys by their beginning, in the order of their bytes', async () => {
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
      for (const key of keys) await opened().put(key, text(key))
      const inOrder = (list: readonly string[]) =>
        [...list].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
      expect(await keysBelow('tree/')).toEqual(inOrder(keys.filter((key) => key.startsWith('tree/'))))
      expect(await keysBelow('tree')).toEqual(inOrder(keys))
      expect(await keysBelow('tree/a')).toEqual(inOrder(['tree/a/1', 'tree/a-1/x', 'tree/ab/x']))
    })

    test('does not end at the first thousand, nor does remove', async () => {
      const keys = Array.from({ length: 1005 }, (_, number) => `many/${String(number).padStart(4, '0')}/x`)
      for (let start = 0; start < keys.length; start += 32) {
        await Promise.all(keys.slice(start, start + 32).map((key) => opened().put(key, text(key))))
      }
      expect(await keysBelow('many/')).toEqual(keys)
      await opened().remove(keys)
      expect(await keysBelow('many/')).toEqual([])
    })

    test('refuses to leave the store', async () => {
      await expect(opened().list('../')).rejects.toThrow('is not the key of an object')
      await expect(opened().get('../outside')).rejects.toThrow('is not the key of an object')
      await expect(opened().remove(['../outside'])).rejects.toThrow('is not the key of an object')
    })
  })

  describe('an upload under way', () => {
    test('is open, is no object, and fails when it is aborted', async () => {
      const taken = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      const body = async function* (): AsyncGenerator<Uint8Array, void, void> {
        // More than one part, however big a store's parts are.
        yield* bytes(70_000_000)
        taken.resolve()
        await gate.promise
        yield* bytes(1_000_000)
      }
      const started = Date.now()
      const put = opened()
        .put('under/way', body())
        .then(
          () => 'stored',
          () => 'failed'
        )
      const upload = await firstUpload(opened(), 'under/')
      expect(upload.key).toBe('under/way')
      expect(Math.abs(upload.started.getTime() - started)).toBeLessThan(60_000)
      // Some servers tell when the latest part came rather than when the upload began.
      expect(await opened().openUploads('under/wa')).toEqual([{ ...upload, started: expect.any(Date) }])
      expect(await opened().openUploads('elsewhere/')).toEqual([])
      expect(await opened().head('under/way')).toBeUndefined()
      expect(await keysBelow('under/')).toEqual([])
      // A part that the server is still receiving may bring the upload back, so the abort comes when some have arrived.
      await taken.promise
      await sleep(2000)
      await opened().abortUpload(upload)
      gate.resolve()
      expect(await put).toBe('failed')
      await expectNothing(opened(), 'under/way')
      await opened().abortUpload(upload)
    })
  })

  test('knows its own time', async () => {
    await opened().list('')
    const time = opened().time()
    expect(time).toBeInstanceOf(Date)
    expect(Math.abs((time?.getTime() ?? 0) - Date.now())).toBeLessThan(5000)
  })
}

async function firstUpload(store: Store, prefix: string): Promise<OpenUpload> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [upload] = await store.openUploads(prefix)
    if (upload !== undefined) return upload
    await sleep(50)
  }
  throw new Error(`no upload was opened below ${prefix}`)
}
