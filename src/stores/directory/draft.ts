import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../../errors.js'
import { codeOf } from '../error-code.js'
import type { Source } from '../source.js'
import { ObjectExists } from '../store.js'

/**
 * Writes a stream into a draft beside `target` and puts it in its place when it ended and the disk has it; describes the file.
 * Whatever fails, the draft is gone and the target is as it was.
 */
export async function writeDraft(target: string, source: Source, ifAbsent: boolean): Promise<BigIntStats> {
  const draft = draftPath(target, randomBytes(8).toString('hex'))
  try {
    const filled = await fill(draft, source)
    await (ifAbsent ? commitIfAbsent(draft, target) : rename(draft, target))
    await syncFolder(dirname(target))
    return filled
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Where the draft of an object is while it is written. */
export const draftPath = (target: string, uploadId: string): string =>
  join(dirname(target), `.${basename(target)}.${uploadId}.draft`)

/** The object and the upload that a draft's name stands for, or undefined for the name of an object. */
export function draftKey(key: string): { readonly key: string; readonly uploadId: string } | undefined {
  const [, folder = '', name, uploadId] = /^(.*\/)?\.([^/]+)\.([0-9a-f]{16})\.draft$/.exec(key) ?? []
  return name === undefined || uploadId === undefined ? undefined : { key: `${folder}${name}`, uploadId }
}

/** Deletes a draft; one that is gone already is no error. */
export async function removeDraft(target: string, uploadId: string): Promise<void> {
  if (!/^[0-9a-f]{16}$/.test(uploadId))
    throw new Error(`${JSON.stringify(uploadId)} is not the id of a draft`)
  await rm(draftPath(target, uploadId), { force: true })
}

async function fill(draft: string, source: Source): Promise<BigIntStats> {
  const file = await openNew(draft)
  let bytes = 0
  try {
    while (await source.more()) {
      const chunk = source.take(Number.POSITIVE_INFINITY)
      await writeWhole(file, chunk)
      bytes += chunk.byteLength
    }
    await file.sync()
    // Compared before anybody sees it: once it is in its place, it may be another run's file that is there.
    const filled = await file.stat({ bigint: true })
    if (Number(filled.size) !== bytes) throw lossy(draft, bytes, filled.size)
    return filled
  } finally {
    await file.close()
  }
}

const lossy = (draft: string, written: number, held: bigint): UserError =>
  new UserError(`${draft} holds ${held} bytes, but ${written} were written`, {
    remedy: 'Run it again; if it happens again, the disk of the store loses data.'
  })

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength; ) {
    written += (await file.write(chunk, written)).bytesWritten
  }
}

// Backups hold secrets, so only their owner reads them. Another run may prune the folder while it is still empty: make it again.
async function openNew(draft: string): Promise<FileHandle> {
  for (let tries = 1; ; tries += 1) {
    await mkdir(dirname(draft), { recursive: true, mode: 0o700 })
    try {
      return await open(draft, 'wx', 0o600)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || tries === 5) throw error
    }
  }
}

// A link fails where the name is taken, which a rename does not; a file system without hard links can only look first.
async function commitIfAbsent(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target)
  } catch (error) {
    const code = codeOf(error) ?? ''
    if (code === 'EEXIST') throw new ObjectExists(target, { cause: error })
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error
    if (await exists(target)) throw new ObjectExists(target, { cause: error })
    await rename(draft, target)
    return
  }
  await rm(draft, { force: true })
}

// A new name is only safe from a power cut once its folder is on the disk, too.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}
