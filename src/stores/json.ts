import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import { UserError } from '../errors.js'
import { ObjectMissing, type PutOptions, type Store } from './store.js'

/** A small JSON object, checked against its shape. */
export interface StoredJson<Value> {
  readonly value: Value
  /** SHA-256 of the text as stored, hexadecimal. */
  readonly checksum: string
}

/** What a small JSON object became. */
export interface WrittenJson extends Pick<StoredJson<unknown>, 'checksum'> {
  readonly bytes: number
}

/** Reads a small JSON object, or gives `undefined` where there is none. Throws a UserError where it has another shape. */
export async function readJson<Value>(
  store: Store,
  key: string,
  schema: z.ZodType<Value>
): Promise<StoredJson<Value> | undefined> {
  const stored = await readText(store, key)
  return stored === undefined
    ? undefined
    : { value: parseJson(store.locate(key), stored, schema), checksum: sha256(stored) }
}

/** What the text of a small JSON object says. Throws a UserError with its place where it has another shape. */
export function parseJson<Value>(place: string, stored: string, schema: z.ZodType<Value>): Value {
  try {
    return schema.parse(JSON.parse(stored))
  } catch (error) {
    throw new UserError(`${place} is not what this program writes: ${(error as Error).message}`, {
      remedy: 'It was written by another tool, a newer version, or was damaged.',
      cause: error
    })
  }
}

/** Stores a value as JSON that people can read. */
export async function writeJson(
  store: Store,
  { key, value, ...options }: { readonly key: string; readonly value: unknown } & PutOptions
): Promise<WrittenJson> {
  const written = `${JSON.stringify(value, null, 2)}\n`
  const { bytes } = await store.put(key, once(written), { ...options, contentType: 'application/json' })
  return { bytes, checksum: sha256(written) }
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

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

async function* once(content: string): AsyncGenerator<Buffer> {
  yield Buffer.from(content)
}
