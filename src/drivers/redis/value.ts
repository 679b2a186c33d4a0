import { UserError } from '../../errors.js'
import { damaged, type Incoming, offset, type Reading, skip, takeByte } from '../incoming.js'
import { readLength, skipString, skipStringNow } from './string.js'

/** Passes over a key's value. `magic` tells the types of Redis from those of Valkey, which share a number. */
export function* skipValue(incoming: Incoming, type: number, magic: string): Reading<void> {
  if (isString(type)) return yield* skipString(incoming)
  switch (type) {
    case 1: // list
    case 2: // set
    case 14: // list of ziplists
      return yield* skipEach(incoming, skipString)
    case 3: // sorted set with scores in digits
      return yield* skipEach(incoming, skipMemberWithDigits)
    case 4: // hash
      return yield* skipEach(incoming, skipPair)
    case 5: // sorted set
      return yield* skipEach(incoming, skipStringAndTime)
    case 7: // value of a module
      yield* readLength(incoming)
      return yield* skipModuleValue(incoming)
    case 15: // stream
    case 19:
    case 21:
      return yield* skipStream(incoming, STREAM_VERSIONS.indexOf(type))
    case 18: // list of listpacks
      return yield* skipEach(incoming, skipNode)
    case 22: // hash whose fields expire
      return yield* skipEach(incoming, magic.startsWith('VALKEY') ? skipPairAndTime : skipTimeAndPair)
    case 23:
      return yield* skipString(incoming)
    case 24:
      yield* skip(incoming, TIME_BYTES)
      return yield* skipEach(incoming, skipTimeAndPair)
    case 25:
      yield* skip(incoming, TIME_BYTES)
      return yield* skipString(incoming)
    default:
      throw new UserError(
        `${incoming.name} (${magic}) holds a value of an unknown type (${type}) near byte ${offset(incoming)}`,
        { remedy: 'Use a version of this action that knows this version of the server.' }
      )
  }
}

/** Whether a type's values are written as one string: strings themselves, and what is packed. */
export const isString = (type: number): boolean => STRINGS.includes(type)

/** Passes over what a module wrote: pieces that each tell their kind. */
export function* skipModuleValue(incoming: Incoming): Reading<void> {
  for (;;) {
    const kind = yield* readLength(incoming)
    if (kind === MODULE_END) return
    if (kind === MODULE_SIGNED || kind === MODULE_UNSIGNED) yield* readLength(incoming)
    else if (kind === MODULE_FLOAT) yield* skip(incoming, 4)
    else if (kind === MODULE_DOUBLE) yield* skip(incoming, 8)
    else if (kind === MODULE_STRING) yield* skipString(incoming)
    else throw damaged(incoming)
  }
}

// string · hash (zipmap) · list (ziplist) · set (intset) · sorted set, hash (ziplist) · hash, sorted set, set (listpack)
const STRINGS = [0, 9, 10, 11, 12, 13, 16, 17, 20]

const MODULE_END = 0
const MODULE_SIGNED = 1
const MODULE_UNSIGNED = 2
const MODULE_FLOAT = 3
const MODULE_DOUBLE = 4
const MODULE_STRING = 5

// The number of a version is where it stands here.
const STREAM_VERSIONS = [15, 19, 21]
const TIME_BYTES = 8
const STREAM_ID_BYTES = 16

type Skip = (incoming: Incoming) => Reading<void>

function* skipEach(incoming: Incoming, skipOne: Skip): Reading<void> {
  for (let left = yield* readLength(incoming); left > 0; left -= 1) yield* skipOne(incoming)
}

function* skipPair(incoming: Incoming): Reading<void> {
  if (!skipStringNow(incoming)) yield* skipString(incoming)
  if (!skipStringNow(incoming)) yield* skipString(incoming)
}

function* skipStringAndTime(incoming: Incoming): Reading<void> {
  yield* skipString(incoming)
  yield* skip(incoming, TIME_BYTES)
}

function* skipPairAndTime(incoming: Incoming): Reading<void> {
  yield* skipPair(incoming)
  yield* skip(incoming, TIME_BYTES)
}

function* skipTimeAndPair(incoming: Incoming): Reading<void> {
  yield* readLength(incoming)
  yield* skipPair(incoming)
}

function* skipNode(incoming: Incoming): Reading<void> {
  yield* readLength(incoming)
  yield* skipString(incoming)
}

// Three lengths have a meaning of their own: not a number and the two infinities.
function* skipMemberWithDigits(incoming: Incoming): Reading<void> {
  yield* skipString(incoming)
  const size = yield* takeByte(incoming)
  if (size < 253) yield* skip(incoming, size)
}

function* skipStream(incoming: Incoming, version: number): Reading<void> {
  yield* skipEach(incoming, skipPair)
  yield* skipLengths(incoming, version === 0 ? 3 : 8) // entries, last id; first id, highest deleted id, entries ever added
  for (let groups = yield* readLength(incoming); groups > 0; groups -= 1) {
    yield* skipString(incoming)
    yield* skipLengths(incoming, version === 0 ? 2 : 3) // last id; entries read
    for (let pending = yield* readLength(incoming); pending > 0; pending -= 1) {
      yield* skip(incoming, STREAM_ID_BYTES + TIME_BYTES)
      yield* readLength(incoming) // deliveries
    }
    for (let consumers = yield* readLength(incoming); consumers > 0; consumers -= 1) {
      yield* skipString(incoming)
      yield* skip(incoming, version === 2 ? 2 * TIME_BYTES : TIME_BYTES)
      for (let pending = yield* readLength(incoming); pending > 0; pending -= 1) {
        yield* skip(incoming, STREAM_ID_BYTES)
      }
    }
  }
}

function* skipLengths(incoming: Incoming, count: number): Reading<void> {
  for (let left = count; left > 0; left -= 1) yield* readLength(incoming)
}
