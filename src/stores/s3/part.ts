import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { PartBuffer } from './part-buffers.js'

/** Where the bytes of a part are until the store has them: written once, read as often as the part is sent. */
export interface PartBytes {
  write(bytes: Uint8Array): Promise<void> | undefined
  /** How many bytes were written. */
  length(): number
  /** A new stream of all that was written. */
  stream(): Readable
  release(): Promise<void>
}

/** Keeps a part in memory. */
export function inMemory(buffer: PartBuffer): PartBytes {
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
    length: () => length,
    stream: () => memoryStream(buffer.blocks, length),
    release: async () => buffer.release()
  }
}

/** Keeps a part in a file that has no name any more, so that nothing is left of it however the run ends. */
export async function inFile(directory: string): Promise<PartBytes> {
  const path = join(directory, `.part-${randomBytes(8).toString('hex')}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  let length = 0
  return {
    write: async (bytes) => {
      const start = length
      length += bytes.byteLength
      await writeAll(file, bytes, start)
    },
    length: () => length,
    stream: () =>
      file.createReadStream({ start: 0, end: length - 1, autoClose: false, highWaterMark: sliceBytes }),
    release: () => file.close()
  }
}

// A connection takes a slice at a time: a part that is handed over whole would be encrypted whole, beside itself in memory.
const sliceBytes = 2 ** 18

function memoryStream(blocks: readonly Uint8Array[], length: number): Readable {
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

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten
  }
}
