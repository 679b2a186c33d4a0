import { isBackupId, manifestKey, setFolder } from '../backup-set/keys.js'
import type { Store } from '../stores/store.js'

/** Removes everything of a set that is not a backup yet. Gives whether there was anything; a committed backup is never touched. */
export async function abandonSet(store: Store, stack: string, id: string): Promise<boolean> {
  if (!isBackupId(id)) throw new Error(`${JSON.stringify(id)} is no backup id`)
  if ((await store.head(manifestKey(stack, id))) !== undefined) return false
  const folder = setFolder(stack, id)
  const uploads = await store.openUploads(folder)
  await Promise.all(uploads.map((upload) => store.abortUpload(upload)))
  const left = await store.list(folder)
  await store.remove(left.map(({ key }) => key))
  return uploads.length + left.length > 0
}
