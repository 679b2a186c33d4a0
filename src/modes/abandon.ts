import { isBackupId, manifestKey, setFolder } from '../backup-set/keys.js'
import type { Store } from '../stores/store.js'
import { collectProblems } from './problems.js'

/**
 * Removes everything of a set that is not a backup yet: the objects, then the uploads. Gives whether there was anything, and
 * throws all that could not be removed. A committed backup is never touched.
 */
export async function abandonSet(store: Store, stack: string, id: string): Promise<boolean> {
  if (!isBackupId(id)) throw new Error(`${JSON.stringify(id)} is no backup id`)
  if ((await store.head(manifestKey(stack, id))) !== undefined) return false
  const folder = setFolder(stack, id)
  // A key that may not do the one may well do the other.
  const objects = removeObjects(store, folder)
  const uploads = Promise.allSettled([objects]).then(() => abortUploads(store, folder))
  const removed = await collectProblems(`not all of ${store.locate(folder)} could be removed`, [
    objects,
    uploads
  ])
  return removed.some((count) => count > 0)
}

async function removeObjects(store: Store, folder: string): Promise<number> {
  const keys = (await store.list(folder)).map(({ key }) => key)
  await store.remove(keys)
  return keys.length
}

async function abortUploads(store: Store, folder: string): Promise<number> {
  const uploads = await store.openUploads(folder)
  await collectProblems(
    `not all uploads below ${store.locate(folder)} could be aborted`,
    uploads.map((upload) => store.abortUpload(upload))
  )
  return uploads.length
}
