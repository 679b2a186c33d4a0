import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asError, UserError } from '../errors.js'

/** What a slot holds. */
export const SLOT_BYTES = 256 * 1024

/** Room on the disk of the runner for bytes that wait for the store, shared by all streams of a run: one file, cut into slots. */
export interface SpoolRoom {
  /** A slot that nobody has; nothing where all are taken. */
  take(): Slot | undefined
  give(slot: Slot): void
  /** Fills a slot that was taken. Where the disk is full it gives false, and the slot is gone for good: the room is what fits. */
  write(slot: Slot, bytes: Buffer): Promise<boolean>
  /** What a slot was filled with. */
  read(slot: Slot): Promise<Buffer>
  /** Calls `given` whenever there may be a slot again, until it is told not to. */
  listen(given: () => void): () => void
  /** Whether somebody found no slot. */
  waited(): boolean
  /** Whether the disk had no room for all of it. */
  diskFull(): boolean
  /** Lets go of the file; nobody may use the room any more. */
  close(): Promise<void>
}

export type Slot = number

/** What a room needs of its file. */
export type SpoolFile = Pick<FileHandle, 'read' | 'write' | 'close'>

/** Makes room for as many slots as fit in `bytes`. Its file is made when it is needed, and nothing is left of it however the run ends. */
export function spoolRoom(
  directory: string,
  bytes: number,
  openFile: (directory: string) => Promise<SpoolFile> = namelessFile
): SpoolRoom {
  const free: Slot[] = []
  const listening = new Set<() => void>()
  let [made, most] = [0, Math.floor(bytes / SLOT_BYTES)]
  let [waited, diskFull] = [false, false]
  let opened: Promise<SpoolFile> | undefined
  const file = (): Promise<SpoolFile> => {
    opened ??= openFile(directory)
    return opened
  }

  return {
    take() {
      // The disk has room for a slot that was used before.
      const used = free.pop()
      if (used !== undefined) return used
      if (made < most) return made++
      waited = true
      return undefined
    },
    give(slot) {
      free.push(slot)
      for (const given of listening) given()
    },
    async write(slot, content) {
      try {
        await writeAll(await file(), content, slot * SLOT_BYTES)
        return true
      } catch (error) {
        if (!FULL.has((error as NodeJS.ErrnoException).code ?? '')) throw notKept(error)
        diskFull = true
        most = made
        return false
      }
    },
    async read(slot) {
      try {
        return await readAll(await file(), SLOT_BYTES, slot * SLOT_BYTES)
      } catch (error) {
        throw notKept(error)
      }
    },
    listen(given) {
      listening.add(given)
      return () => listening.delete(given)
    },
    waited: () => waited,
    diskFull: () => diskFull,
    async close() {
      // Whoever asked for the file was told that it could not be opened.
      await (await opened?.catch(() => undefined))?.close()
    }
  }
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

async function namelessFile(directory: string): Promise<FileHandle> {
  const path = join(directory, `.spool-${randomBytes(8).toString('hex')}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

async function writeAll(file: SpoolFile, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}

async function readAll(file: SpoolFile, length: number, position: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) throw new Error(`the spool ends at byte ${position + done}`)
    done += bytesRead
  }
  return bytes
}

const notKept = (error: unknown): UserError =>
  new UserError(
    `what waits for the store could not be kept on the disk of the runner: ${asError(error).message}`,
    {
      remedy:
        'Give the run a temporary directory that it may write to. With `quiesce: { spool: 0 }` nothing is kept there, and the transfer is downtime.',
      cause: error
    }
  )
