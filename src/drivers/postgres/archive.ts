import { UserError } from '../../errors.js'
import { damaged, hasMore, type Incoming, type Reading, skip, take, takeByte } from '../incoming.js'
import { countLargeObjects, countRows } from './archive-data.js'
import { INT_SIZE, readBytes, readInt, readOptionalText, readText } from './archive-values.js'

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
  /** The statements that make it, in the encoding that the entry `ENCODING` tells. */
  readonly definition: Buffer
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

const TABLE_BLOCK = 1
const LARGE_OBJECT_BLOCK = 3
const CUSTOM_FORMAT = 1
const OFFSET_SIZE = 8
const OLDEST_MINOR = 12
const NEWEST_MINOR = 16

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

function* readEntry(incoming: Incoming, minor: number): Reading<ArchiveEntry> {
  const id = yield* readInt(incoming)
  const hasData = (yield* readInt(incoming)) !== 0
  yield* readText(incoming) // oid of its catalog
  yield* readText(incoming) // oid
  const name = yield* readText(incoming)
  const kind = yield* readText(incoming)
  yield* readInt(incoming) // section
  const definition = yield* readBytes(incoming)
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

const shownBytes = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1'))
