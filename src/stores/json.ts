import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import { UserError } from '../errors.js'
import { ObjectMissing, type Store } from './store.js'

/** A small JSON object, checked against its shape. */
export interface StoredJson<Value> {
  readonly value: Value
  /** SHA-256 of the text as stored, hexadecimal. */
  readonly checksum: string
}

/** Reads a small JSON object, or gives `undefined` where there is none. Throws a UserError where it has another shape. */
export async function readJson<Value>(
  store: Store,
  key: string,
  schema: z.ZodType<Value>
): Promise<StoredJson<Value> | undefined> {
  const stored = await readText(store, key)
  if (stored === undefined) return undefined
  try {
    return {
      value: schema.parse(JSON.parse(stored)),
      checksum: createHash('sha256').update(stored).digest('hex')
    }
  } catch (error) {
    throw new UserError(`${store.locate(key)} is not what this program writes: ${(error as Error).message}`, {
      remedy: 'It was written by another tool, a newer version, or was damaged.',
      cause: error
    })
  }
}

/** Reads a small object as text, or gives `undefined` where there is none. */
export async function readText(store: Store, key: string): Promise<string | undefined> {
  try {
    return await text(await store.get(key))
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined
    throw error
  }
}
