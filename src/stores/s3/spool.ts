import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { asError, UserError } from '../../errors.js'
import { noteUsedBuffers } from '../../used-buffers.js'
import { codeOf } from '../error-code.js'
import type { PartBytes } from './memory-part.js'

/** Files in which the parts of one upload take turns. They have no name, so nothing is left of them however the run ends. */
export interface Spool {
  /** Room for one part. Only one part may be written at a time. */
  take(): Promise<PartBytes>
  close(): Promise<void>
}

/** Begins a spool in a directory; its files are made when they are needed. */
export function openSpool(directory: string): Spool {
  const files: FileHandle[] = []
  const free: FileHandle[] = []
  const gatherers = { filling: Buffer.alloc(0), writing: Buffer.alloc(0) }

  return {
    take: async () => {
      if (files.length === 0) {
        gatherers.filling = Buffer.allocUnsafeSlow(gatheredBytes)
        gatherers.writing = Buffer.allocUnsafeSlow(gatheredBytes)
      }
      const file = free.pop() ?? (await explained(directory, () => namelessFile(directory)))
      if (!files.includes(file)) files.push(file)
      return spooledPart(file, { directory, gatherers, release: () => free.push(file) })
    },
    close: async () => {
      await Promise.all(files.splice(0).map((file) => file.close()))
    }
  }
}

// Chunks come in 64 KiB at most; a file takes a MiB far more quickly.
const gatheredBytes = 2 ** 20

// Every slice is memory of its own, of which some wait at each connection until they were collected.
const sliceBytes = 2 ** 16

interface SpooledPartOptions {
  readonly directory: string
  readonly gatherers: { filling: Buffer; writing: Buffer }
  readonly release: () => void
}

function spooledPart(file: FileHandle, { directory, gatherers, release }: SpooledPartOptions): PartBytes {
  let gathered = 0
  let written = 0
  let underway: Promise<void> = Promise.resolve()
  let released = false
  const streams: Readable[] = []

  // One half is filled while the other is on its way to the file.
  const flush = async (): Promise<void> => {
    await underway
    const { filling, writing } = gatherers
    gatherers.filling = writing
    gatherers.writing = filling
    const bytes = filling.subarray(0, gathered)
    const position = written
    underway = explained(directory, () => writeAll(file, bytes, position))
    // Whoever awaits it next hears of a failure; until then it must not count as unhandled.
    underway.catch(() => undefined)
    written += gathered
    gathered = 0
  }

  return {
    write: async (bytes) => {
      for (let done = 0; done < bytes.byteLength; ) {
        const piece = bytes.subarray(done, done + gatheredBytes - gathered)
        gatherers.filling.set(piece, gathered)
        gathered += piece.byteLength
        done += piece.byteLength
        if (gathered === gatheredBytes) await flush()
      }
    },
    finish: async () => {
      await flush()
      await underway
    },
    length: () => written + gathered,
    stream: () => {
      const stream = streamOf(file, written)
      streams.push(stream)
      return stream
    },
    release: () => {
      if (released) return
      released = true
      // A request that was refused early still reads, and nobody would hear that its file is closed.
      for (const stream of streams) stream.destroy()
      release()
    }
  }
}

function streamOf(file: FileHandle, length: number): Readable {
  let position = 0
  return new Readable({
    highWaterMark: sliceBytes,
    read() {
      if (position === length) {
        this.push(null)
        return
      }
      const slice = Buffer.allocUnsafeSlow(Math.min(sliceBytes, length - position))
      file.read(slice, 0, slice.byteLength, position).then(
        ({ bytesRead }) => {
          position += bytesRead
          if (bytesRead === 0) this.destroy(new Error(`a spooled part ends at byte ${position} of ${length}`))
          else {
            // The slice, and its encrypted copy.
            noteUsedBuffers(2 * slice.byteLength)
            this.push(slice.subarray(0, bytesRead))
          }
        },
        (error: unknown) => this.destroy(asError(error))
      )
    }
  })
}

async function namelessFile(directory: string): Promise<FileHandle> {
  const path = join(directory, `.part-${randomBytes(8).toString('hex')}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten
  }
}

async function explained<Result>(directory: string, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt()
  } catch (error) {
    const full = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
    throw new UserError(
      `${directory}: a part of an upload could not be kept there: ${asError(error).message}`,
      {
        remedy: full
          ? 'Streams of this size are uploaded in parts that need room for a few parts on the disk of the runner: make some (docs/s3.md says how much).'
          : 'Give the run a temporary directory that it may write to.',
        cause: error
      }
    )
  }
}
