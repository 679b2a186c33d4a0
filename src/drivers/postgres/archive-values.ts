import { isUtf8 } from 'node:buffer'
import { damaged, type Incoming, type Reading, take } from '../incoming.js'

/** Bytes of a number: one for its sign, then four, the lowest first. */
export const INT_SIZE = 5

/** A number. */
export function* readInt(incoming: Incoming): Reading<number> {
  const bytes = yield* take(incoming, INT_SIZE)
  const sign = bytes[0] as number
  if (sign > 1) throw damaged(incoming)
  return sign === 1 ? -bytes.readUInt32LE(1) : bytes.readUInt32LE(1)
}

/** A text; an absent one is empty. */
export function* readText(incoming: Incoming): Reading<string> {
  return (yield* readOptionalText(incoming)) ?? ''
}

/** The bytes of a text; an absent one has none. */
export function* readBytes(incoming: Incoming): Reading<Buffer> {
  const size = yield* readInt(incoming)
  return Buffer.from(yield* take(incoming, Math.max(0, size)))
}

/** A text that may be absent, which its length -1 says. */
export function* readOptionalText(incoming: Incoming): Reading<string | undefined> {
  const size = yield* readInt(incoming)
  if (size < 0) return undefined
  return decodeName(yield* take(incoming, size))
}

/** A text of a database as a string: databases may have other encodings than UTF-8, and no name may get lost. */
export const decodeName = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
