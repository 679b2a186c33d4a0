import { damaged, hasMore, type Incoming, type Reading, skip } from '../incoming.js'
import { INT_SIZE, readInt } from './archive-values.js'

/**
 * The rows in the data of a table. COPY writes one row per line and no raw line break within, and the data ends with a line `\.` and two empty ones.
 * pg_dump makes nearly every row a piece of its own, so the pieces that lie whole in the chunk are counted without a coroutine.
 */
export function* countRows(incoming: Incoming): Reading<number> {
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

/** The large objects in a block of them. */
export function* countLargeObjects(incoming: Incoming): Reading<number> {
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
