import { UserError } from '../../errors.js'
import { byteNow, type Incoming, offset, type Reading, skip, take, takeByte } from '../incoming.js'
import { readLength, readString, skipString, skipStringNow } from './string.js'
import { isString, skipModuleValue, skipValue } from './value.js'

/** What an RDB file holds. */
export interface Rdb {
  /** As in its first bytes, e.g. `REDIS0011` or `VALKEY080`. */
  readonly magic: string
  /** What the server wrote about itself: `redis-ver`, `valkey-ver`, `ctime` … */
  readonly about: Readonly<Record<string, string>>
  readonly databases: ReadonlyMap<number, KeyCount>
  readonly functions: number
  /** The checksum of all before it; 0 where the server writes none. */
  readonly checksum: bigint
}

export interface KeyCount {
  keys: number
  /** Those of the keys that expire. */
  expires: number
}

/** Reads an RDB file as it passes, and counts its keys by walking over them. Throws a UserError where it does not know its way. */
export function* readRdb(incoming: Incoming): Reading<Rdb> {
  const magic = yield* readMagic(incoming)
  const about: Record<string, string> = {}
  const databases = new Map<number, KeyCount>()
  let database = countOf(databases, 0)
  let functions = 0
  let expires = false
  for (;;) {
    const code = byteNow(incoming) ?? (yield* takeByte(incoming))
    if (code < FIRST_OPCODE) {
      if (!skipStringNow(incoming)) yield* skipString(incoming)
      if (!isString(code) || !skipStringNow(incoming)) yield* skipValue(incoming, code, magic)
      database.keys += 1
      if (expires) database.expires += 1
      expires = false
      continue
    }
    switch (code) {
      case END:
        return {
          magic,
          about,
          databases,
          functions,
          checksum: (yield* take(incoming, 8)).readBigUInt64LE()
        }
      case SELECT_DATABASE:
        database = countOf(databases, yield* readLength(incoming))
        break
      case EXPIRES_SECONDS:
        yield* skip(incoming, 4)
        expires = true
        break
      case EXPIRES_MILLISECONDS:
        yield* skip(incoming, 8)
        expires = true
        break
      case SIZES:
        yield* readLength(incoming)
        yield* readLength(incoming)
        break
      case ABOUT: {
        const name = yield* readString(incoming)
        about[name] = yield* readString(incoming)
        break
      }
      case FREQUENCY:
        yield* skip(incoming, 1)
        break
      case IDLE:
        yield* readLength(incoming)
        break
      case MODULE:
        yield* readLength(incoming)
        yield* readLength(incoming)
        yield* readLength(incoming)
        yield* skipModuleValue(incoming)
        break
      case FUNCTION:
        yield* skipString(incoming)
        functions += 1
        break
      case SLOT:
        for (let field = 0; field < 3; field += 1) yield* readLength(incoming)
        break
      default:
        throw new UserError(
          `the RDB file (${magic}) holds something unknown (${code}) near byte ${offset(incoming)}`,
          {
            remedy: 'Use a version of this action that knows this version of the server.'
          }
        )
    }
  }
}

const END = 255
const SELECT_DATABASE = 254
const EXPIRES_SECONDS = 253
const EXPIRES_MILLISECONDS = 252
const SIZES = 251
const ABOUT = 250
const FREQUENCY = 249
const IDLE = 248
const MODULE = 247
const FUNCTION = 245
const SLOT = 244
const FIRST_OPCODE = 240

function* readMagic(incoming: Incoming): Reading<string> {
  const magic = (yield* take(incoming, 9)).toString('latin1')
  const [, version] = /^(?:REDIS(\d{4})|VALKEY\d{3})$/.exec(magic) ?? []
  if (version === undefined && !magic.startsWith('VALKEY')) {
    throw new UserError(`the RDB file does not begin as one: ${JSON.stringify(magic)}`)
  }
  // Files before version 5 have no checksum, and no supported server writes them.
  if (version !== undefined && Number(version) < 5) throw new UserError(`the RDB file ${magic} is too old`)
  return magic
}

function countOf(databases: Map<number, KeyCount>, number: number): KeyCount {
  const count = databases.get(number) ?? { keys: 0, expires: 0 }
  databases.set(number, count)
  return count
}
