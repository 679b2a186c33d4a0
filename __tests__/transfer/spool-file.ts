import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { SpoolFile } from '../../src/transfer/spool-room.js'

/** A file for a room that knows how far it was written to and how often it was full, on a disk that takes so many bytes of it, and not all of a write at once. */
export function fileThat(directory: string, most = Number.POSITIVE_INFINITY) {
  let [end, refused] = [0, 0]
  return {
    end: () => end,
    refused: () => refused,
    async open(): Promise<SpoolFile> {
      const name = path.join(directory, randomBytes(8).toString('hex'))
      const file = await open(name, 'wx+')
      await rm(name)
      const write = async (bytes: Buffer, offset: number, length: number, position: number) => {
        const fits = Math.min(length, most - position, 200_000)
        if (fits <= 0) {
          refused += 1
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        }
        end = Math.max(end, position + fits)
        return file.write(bytes, offset, fits, position)
      }
      return {
        read: file.read.bind(file),
        write: write as unknown as SpoolFile['write'],
        close: () => file.close()
      }
    }
  }
}
