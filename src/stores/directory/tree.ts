import type { Dirent } from 'node:fs'
import { readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../error-code.js'

/** The keys of all files below `root` that begin with `prefix`, drafts included, in no order. */
export async function walk(root: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  const folders = [folderOfKey(prefix)]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(join(root, folder))) {
      const key = `${folder}${entry.name}`
      if (entry.isDirectory()) {
        if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) folders.push(`${key}/`)
      } else if (entry.isFile() && key.startsWith(prefix)) keys.push(key)
    }
  }
  return keys
}

/** The folder of a key or prefix, with its `/`; empty for one at the top. */
export const folderOfKey = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1)

/** Deletes folders that are empty, from `folder` up to `root`, which stays: a folder without objects does not exist in a store. */
export async function pruneFolders(root: string, folder: string): Promise<void> {
  const names = folder.split('/').filter((name) => name !== '')
  while (names.length > 0) {
    try {
      await rmdir(join(root, ...names))
    } catch (error) {
      const code = codeOf(error) ?? ''
      if (inUse.includes(code)) return
      if (code !== 'ENOENT') throw error
    }
    names.pop()
  }
}

// An empty folder that must stay shows nowhere, so it does no harm.
const inUse = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EBUSY', 'EROFS']

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}
