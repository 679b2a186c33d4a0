import type { Readable } from 'node:stream'
import { asError } from '../errors.js'
import { noteUsedBuffers } from '../used-buffers.js'
import { SLOT_BYTES, type Slot, type SpoolRoom } from './spool-room.js'

/** Bytes that can be given up before all have come. */
export interface Endable extends AsyncIterable<Buffer> {
  destroy(reason?: Error): unknown
}

/** A stream that is taken ahead of whoever reads it. To be read once; it fails as soon as the source did, whatever waits still. */
export interface Spooled extends Endable {
  /** Resolves when the source has given its last byte; rejects as soon as it failed, or the stream was given up. */
  readonly taken: Promise<void>
}

/**
 * Takes a stream as fast as it comes and keeps on disk what cannot go on yet. A reader that waits gets what comes from memory. So a
 * stream that finds no room is as slow as its reader, as it would be without, but never waits for other streams.
 */
export function spooled(source: Readable, room: SpoolRoom): Spooled {
  const taken = Promise.withResolvers<void>()
  // Whoever waits for it is told.
  taken.promise.catch(() => undefined)
  const kept: Slot[] = []
  // What came after all that was kept: a slot's worth at most.
  let gathered = nothingYet()
  let reader: PromiseWithResolvers<Buffer | undefined> | undefined
  let wake: () => void = () => undefined
  let ended = false
  let failure: Error | undefined

  const hand = (piece: Buffer | undefined) => {
    reader?.resolve(piece)
    reader = undefined
  }
  const put = async (chunk: Buffer): Promise<void> => {
    for (let rest = chunk; rest.length > 0; ) {
      if (failure !== undefined) throw failure
      // It has read all that came before.
      if (reader !== undefined) return hand(rest)
      rest = gather(gathered, rest)
      if (gathered.length === SLOT_BYTES) await keep(gathered)
    }
    noteUsedBuffers(chunk.length)
  }
  // The reader may come and get it meanwhile.
  const keep = async (full: Gathered): Promise<void> => {
    while (gathered === full && failure === undefined) {
      const slot = room.take()
      if (slot === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else if (await room.write(slot, full.bytes)) {
        if (gathered !== full || failure !== undefined) return room.give(slot)
        kept.push(slot)
        full.length = 0
        return
      }
    }
  }
  const take = async (): Promise<void> => {
    const deaf = room.listen(() => wake())
    try {
      for await (const chunk of source) await put(chunk)
      ended = true
      taken.resolve()
      hand(undefined)
    } catch (error) {
      destroy(asError(error))
    } finally {
      deaf()
    }
  }
  const destroy = (reason?: Error): void => {
    if (failure !== undefined) return
    failure = reason ?? new Error('reading was given up')
    for (const slot of kept.splice(0)) room.give(slot)
    taken.reject(failure)
    reader?.reject(failure)
    wake()
    source.destroy(reason)
  }
  const next = async (): Promise<Buffer | undefined> => {
    const slot = kept.shift()
    if (slot !== undefined) return room.read(slot).finally(() => room.give(slot))
    const { bytes, length } = gathered
    if (length === SLOT_BYTES) {
      gathered = nothingYet()
      wake()
      return bytes
    }
    if (length > 0) {
      gathered.length = 0
      return Buffer.from(bytes.subarray(0, length))
    }
    if (ended) return undefined
    reader = Promise.withResolvers()
    return reader.promise
  }
  async function* read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        if (failure !== undefined) throw failure
        const piece = await next()
        if (failure !== undefined) throw failure
        if (piece === undefined) return
        yield piece
      }
    } finally {
      destroy()
    }
  }
  // While it waits for room, nobody else would hear of it.
  source.once('error', destroy)
  void take()
  return { [Symbol.asyncIterator]: read, taken: taken.promise, destroy }
}

interface Gathered {
  readonly bytes: Buffer
  length: number
}

const nothingYet = (): Gathered => ({
  bytes: Buffer.allocUnsafeSlow(SLOT_BYTES),
  length: 0
})

// Gives what did not fit.
function gather(gathered: Gathered, chunk: Buffer): Buffer {
  const copied = chunk.copy(gathered.bytes, gathered.length)
  gathered.length += copied
  return chunk.subarray(copied)
}
