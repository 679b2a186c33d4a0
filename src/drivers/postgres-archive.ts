import { isUtf8 } from 'node:buffer'
import { UserError } from '../errors.js'
import { hasMore, type Incoming, offset, type Reading, skip, take, takeByte } from './incoming.js'

/** What a custom-format archive of pg_dump holds. */
export interface Archive {
  /** The version of the format, e.g. `1.16`. */
  readonly version: string
  readonly database: string
  readonly serverVersion: string
  readonly dumpVersion: string
  readonly entries: readonly ArchiveEntry[]
  readonly largeObjects: number
}

/** An entry of the archive's table of contents. */
export interface ArchiveEntry {
  readonly id: number
  /** `TABLE DATA`, `EXTENSION`, `ACL` … */
  readonly kind: string
  readonly name: string
  readonly schema: string
  readonly tablespace: string
  readonly definition: string
  readonly hasData: boolean
  /** Rows in the archive; counted for entries of the kind `TABLE DATA`. */
  rows: number
  seen: boolean
}

/**
 * Reads a custom-format archive as it passes and counts its rows, exactly and at no cost to the server. Throws a UserError unless
 * it is whole: it must end right behind a block, when the data of every entry has been seen.
 */
export function* readArchive(incoming: Incoming): Reading<Archive> {
  const minor = yield* readMagic(incoming)
  yield* skip(incoming, minor >= 15 ? 1 : INT_SIZE) // compression
  yield* skip(incoming, 7 * INT_SIZE) // when it was made
  const database = yield* readText(incoming)
  const serverVersion = yield* readText(incoming)
  const dumpVersion = yield* readText(incoming)
  const entries = new Map<number, ArchiveEntry>()
  for (let left = yield* readInt(incoming); left > 0; left -= 1) {
    const entry = yield* readEntry(incoming, minor)
    if (entries.has(entry.id)) throw damaged(incoming)
    entries.set(entry.id, entry)
  }
  let largeObjects = 0
  while (yield* hasMore(incoming)) {
    const kind = yield* takeByte(incoming)
    const entry = entries.get(yield* readInt(incoming))
    if (entry === undefined || !entry.hasData || entry.seen) throw damaged(incoming)
    if (kind === TABLE_BLOCK && entry.kind === 'TABLE DATA') entry.rows = yield* countRows(incoming)
    else if (kind === LARGE_OBJECT_BLOCK && entry.kind === 'BLOBS')
      largeObjects += yield* countLargeObjects(incoming)
    else throw damaged(incoming)
    entry.seen = true
  }
  const missing = [...entries.values()].find(({ hasData, seen }) => hasData && !seen)
  if (missing !== undefined) {
    throw new UserError(`the archive is cut short: the data of ${missing.kind} ${missing.name} is missing`)
  }
  return {
    version: `1.${minor}`,
    database,
    serverVersion,
    dumpVersion,
    entries: [...entries.values()],
    largeObjects
  }
}

/** A text of a database as a string: databases may have other encodings than UTF-8, and no name may get lost. */
export const decodeName = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')

const TABLE_BLOCK = 1
const LARGE_OBJECT_BLOCK = 3
const CUSTOM_FORMAT = 1
const INT_SIZE = 5
const OLDEST_MINOR = 12
const NEWEST_MINOR = 16

// A byte for the sign, then four bytes, the lowest first.
function* readInt(incoming: Incoming): Reading<number> {
  const bytes = yield* take(incoming, INT_SIZE)
  const sign = bytes[0] as number
  if (sign > 1) throw damaged(incoming)
  return sign === 1 ? -bytes.readUInt32LE(1) : bytes.readUInt32LE(1)
}

// An absent text has the length -1.
function* readText(incoming: Incoming): Reading<string> {
  return (yield* readOptionalText(incoming)) ?? ''
}

function* readOptionalText(incoming: Incoming): Reading<string | undefined> {
  const size = yield* readInt(incoming)
  if (size < 0) return undefined
  return decodeName(yield* take(incoming, size))
}

function* readMagic(incoming: Incoming): Reading<number> {
  const magic = yield* take(incoming, 5)
  if (magic.toString('latin1') !== 'PGDMP') {
    throw new UserError(`the archive does not start as pg_dump's custom format: ${shownBytes(magic)}`)
  }
  const [major, minor, , intSize, offsetSize, format] = yield* take(incoming, 6)
  if (major !== 1 || minor === undefined || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
    throw new UserError(
      `the archive has the format ${major}.${minor}, but 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR} are known`,
      { remedy: 'Use a version of this action that knows this version of Postgres.' }
    )
  }
  if (intSize !== INT_SIZE - 1 || offsetSize !== OFFSET_SIZE || format !== CUSTOM_FORMAT) {
    throw damaged(incoming)
  }
  return minor
}

const OFFSET_SIZE = 8

function* readEntry(incoming: Incoming, minor: number): Reading<ArchiveEntry> {
  const id = yield* readInt(incoming)
  const hasData = (yield* readInt(incoming)) !== 0
  yield* readText(incoming) // oid of its catalog
  yield* readText(incoming) // oid
  const name = yield* readText(incoming)
  const kind = yield* readText(incoming)
  yield* readInt(incoming) // section
  const definition = yield* readText(incoming)
  yield* readText(incoming) // how to drop it
  yield* readText(incoming) // how to copy into it
  const schema = yield* readText(incoming)
  const tablespace = yield* readText(incoming)
  if (minor >= 14) yield* readText(incoming) // table access method
  if (minor >= 16) yield* readInt(incoming) // kind of relation
  yield* readText(incoming) // owner
  yield* readText(incoming) // always "false"
  while ((yield* readOptionalText(incoming)) !== undefined); // what it depends on
  yield* skip(incoming, 1 + OFFSET_SIZE) // where its data stands
  return { id, kind, name, schema, tablespace, definition, hasData, rows: 0, seen: false }
}

/**
 * COPY writes one row per line and no raw line break within, and the data ends with a line `\.` and two empty ones.
 * pg_dump makes nearly every row a piece of its own, so the pieces that lie whole in the chunk are counted without a coroutine.
 */
function* countRows(incoming: Incoming): Reading<number> {
  let newlines = 0
  for (;;) {
    newlines += countWholePieces(incoming)
    let left = yield* readInt(incoming)
    if (left < 0) throw damaged(incoming)
    if (left === 0) break
    while (left > 0) {
      if (!(yield* hasMore(incoming))) break
      const end = Math.min(incoming.at + left, incoming.chunk.length)
      newlines += countNewlines(incoming.chunk, incoming.at, end)
      left -= end - incoming.at
      incoming.at = end
    }
  }
  if (newlines < NEWLINES_AT_END) throw damaged(incoming)
  return newlines - NEWLINES_AT_END
}

const NEWLINES_AT_END = 3

function countWholePieces(incoming: Incoming): number {
  const { chunk } = incoming
  let newlines = 0
  let at = incoming.at
  while (at + INT_SIZE <= chunk.length && chunk[at] === 0) {
    const size = chunk.readUInt32LE(at + 1)
    const end = at + INT_SIZE + size
    if (size === 0 || end > chunk.length) break
    newlines += countNewlines(chunk, at + INT_SIZE, end)
    at = end
  }
  incoming.at = at
  return newlines
}

// A call of indexOf costs as much as looking at some dozens of bytes.
function countNewlines(chunk: Buffer, from: number, to: number): number {
  let newlines = 0
  if (to - from < 64) {
    for (let at = from; at < to; at += 1) if (chunk[at] === 10) newlines += 1
    return newlines
  }
  for (let at = chunk.indexOf(10, from); at !== -1 && at < to; at = chunk.indexOf(10, at + 1)) newlines += 1
  return newlines
}

function* countLargeObjects(incoming: Incoming): Reading<number> {
  let count = 0
  while ((yield* readInt(incoming)) !== 0) {
    count += 1
    for (let size = yield* readInt(incoming); size !== 0; size = yield* readInt(incoming)) {
      if (size < 0) throw damaged(incoming)
      yield* skip(incoming, size)
    }
  }
  return count
}

const shownBytes = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1'))

const damaged = (incoming: Incoming): UserError =>
  new UserError(`the archive is damaged near byte ${offset(incoming)}`)
