import { Readable } from 'node:stream'
import { noteUsedBuffers } from '../../used-buffers.js'
import type { PartBuffer } from './part-buffers.js'

/** Where the bytes of a part are until the store has them: written once, read as often as the part is sent. */
export interface PartBytes {
  /** Takes over a copy of `bytes`. */
  write(bytes: Uint8Array): Promise<void> | undefined
  /** To be called after the last write, before the first stream. */
  finish(): Promise<void> | undefined
  /** How many bytes were written. */
  length(): number
  /** A new stream of all that was written. */
  stream(): Readable
  /** Lets go of the room; a second call does nothing. */
  release(): void
}

/** A connection takes a slice at a time: a part that is handed over whole would be encrypted whole, beside itself in memory. */
const sliceBytes = 2 ** 18

/** Keeps a part in memory. */
export function memoryPart(buffer: PartBuffer): PartBytes {
  let length = 0
  return {
    write: (bytes) => {
      for (let done = 0; done < bytes.byteLength; ) {
        const { block, offset } = placeOf(buffer.blocks, length)
        const piece = bytes.subarray(done, done + block.byteLength - offset)
        block.set(piece, offset)
        done += piece.byteLength
        length += piece.byteLength
      }
      return undefined
    },
    finish: () => undefined,
    length: () => length,
    stream: () => streamOf(buffer.blocks, length),
    release: buffer.release
  }
}

function streamOf(blocks: readonly Uint8Array[], length: number): Readable {
  let sent = 0
  return new Readable({
    highWaterMark: sliceBytes,
    read() {
      if (sent >= length) {
        this.push(null)
        return
      }
      const { block, offset } = placeOf(blocks, sent)
      const slice = block.subarray(offset, Math.min(offset + sliceBytes, offset + length - sent))
      sent += slice.byteLength
      // Its encrypted copy.
      noteUsedBuffers(slice.byteLength)
      this.push(slice)
    }
  })
}

// All blocks of a buffer have one size.
function placeOf(blocks: readonly Uint8Array[], position: number): { block: Uint8Array; offset: number } {
  const size = blocks[0]?.byteLength ?? 1
  const block = blocks[Math.floor(position / size)]
  if (block === undefined) throw new RangeError(`a part has no room for byte ${position}`)
  return { block, offset: position % size }
}
