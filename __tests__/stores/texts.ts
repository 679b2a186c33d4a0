import { expect } from '@jest/globals'
import type { Store } from '../../src/stores/store.js'

/** A stream of one text. */
export async function* text(content: string): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(content)
}

/** An object as text. */
export async function read(store: Store, key: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await store.get(key)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The keys below a prefix. */
export const namesOf = async (store: Store, prefix: string): Promise<readonly string[]> =>
  (await store.list(prefix)).map(({ key }) => key)

/** Expects that a store holds no object and no open upload that begins with a key. */
export async function expectNothing(store: Store, key: string): Promise<void> {
  expect(await store.head(key)).toBeUndefined()
  expect(await namesOf(store, key)).toEqual([])
  expect(await store.openUploads(key)).toEqual([])
}

/** A stream that remembers whether somebody let go of it, even before its first byte was asked for. */
export function watched(body: AsyncGenerator<Uint8Array, void, void>): {
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
