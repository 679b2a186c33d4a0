import { damaged, type Incoming, type Reading, skip, take } from '../incoming.js'

/** A length as RDB files write it: in 6, 14, 32 or 64 bits. */
export function* readLength(incoming: Incoming): Reading<number> {
  const size = sizeNow(incoming) ?? (yield* readSize(incoming))
  if (size < 0) throw damaged(incoming)
  return size
}

/** Passes over a string that lies whole in the chunk; else moves nothing and says so. */
export function skipStringNow(incoming: Incoming): boolean {
  const { at } = incoming
  const size = stringSizeNow(incoming)
  if (size === undefined || incoming.at + size > incoming.chunk.length) {
    incoming.at = at
    return false
  }
  incoming.at += size
  return true
}

/** Passes over a string, whatever its encoding. */
export function* skipString(incoming: Incoming): Reading<void> {
  if (skipStringNow(incoming)) return
  const size = yield* readSize(incoming)
  yield* skip(incoming, size < 0 ? yield* encodedSize(incoming, size) : size)
}

/** A short text; a number is given in its digits, and a compressed text, which needs no reading here, as nothing. */
export function* readString(incoming: Incoming): Reading<string> {
  const size = yield* readSize(incoming)
  if (size >= 0) return (yield* take(incoming, size)).toString()
  const bytes = yield* take(incoming, yield* encodedSize(incoming, size))
  return size === COMPRESSED ? '' : String(bytes.readIntLE(0, bytes.length))
}

// The two highest bits of the first byte tell how the length goes on, or that no length but an encoding stands there.
const MOST_SIZE_BYTES = 9
const SIZE_32 = 0x80
const SIZE_64 = 0x81
const FIRST_ENCODED = 0xc0

// Encodings are given as -1, -2 …
const COMPRESSED = -4
const INTEGER_BYTES = [1, 2, 4]

// Most lengths lie whole in the chunk, and a coroutine for each would cost more than all the rest.
function sizeNow(incoming: Incoming): number | undefined {
  const { chunk, at } = incoming
  if (chunk.length - at < MOST_SIZE_BYTES) return undefined
  const first = chunk[at] as number
  if (first >= SIZE_32) return undefined
  incoming.at = first < 0x40 ? at + 1 : at + 2
  return first < 0x40 ? first : ((first & 0x3f) << 8) | (chunk[at + 1] as number)
}

function stringSizeNow(incoming: Incoming): number | undefined {
  const first = incoming.chunk[incoming.at]
  if (first === undefined || first < FIRST_ENCODED) return sizeNow(incoming)
  incoming.at += 1
  if (first !== FIRST_ENCODED - 1 - COMPRESSED) return INTEGER_BYTES[first - FIRST_ENCODED]
  const size = sizeNow(incoming)
  return sizeNow(incoming) === undefined ? undefined : size
}

function* readSize(incoming: Incoming): Reading<number> {
  const first = (yield* take(incoming, 1))[0] as number
  if (first < 0x40) return first
  if (first < SIZE_32) return ((first & 0x3f) << 8) | ((yield* take(incoming, 1))[0] as number)
  if (first === SIZE_32) return (yield* take(incoming, 4)).readUInt32BE()
  if (first === SIZE_64) return Number((yield* take(incoming, 8)).readBigUInt64BE())
  if (first >= FIRST_ENCODED) return FIRST_ENCODED - 1 - first
  throw damaged(incoming)
}

function* encodedSize(incoming: Incoming, encoding: number): Reading<number> {
  const size = INTEGER_BYTES[-1 - encoding]
  if (size !== undefined) return size
  if (encoding !== COMPRESSED) throw damaged(incoming)
  const compressedBytes = yield* readLength(incoming)
  yield* readLength(incoming) // bytes when it is unpacked
  return compressedBytes
}
