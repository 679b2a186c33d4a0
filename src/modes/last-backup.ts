import { latestKey, manifestKey } from '../backup-set/keys.js'
import { type Manifest, manifestSchema } from '../backup-set/manifest.js'
import { asError } from '../errors.js'
import { parseJson, readJson, readText } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { latestSchema } from './set-writer.js'

/** The last backup, to compare with; nothing where there is none. */
export type LastBackup =
  | { readonly manifest: Manifest | undefined; readonly unreadable?: never }
  /** One that is not as it must be, and why. */
  | { readonly manifest?: never; readonly unreadable: string }

/** Reads the last backup. One that is not as it must be holds nothing up. */
export async function readLast(store: Store, stack: string): Promise<LastBackup> {
  // A store that does not let us in is told here, before anything is captured, and why: an answer to HEAD would not say why.
  const latest = await readText(store, latestKey(stack))
  if (latest === undefined) return { manifest: undefined }
  try {
    const { id } = parseJson(store.locate(latestKey(stack)), latest, latestSchema)
    return { manifest: (await readJson(store, manifestKey(stack, id), manifestSchema))?.value }
  } catch (error) {
    return { unreadable: asError(error).message }
  }
}
