import { latestKey, manifestKey } from '../backup-set/keys.js'
import { type Manifest, manifestSchema } from '../backup-set/manifest.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'
import { parseJson, readJson, readText } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { latestSchema } from './set-writer.js'

/** The manifest of the last backup, to compare with; nothing where there is none. One that is not as it must be is a warning. */
export async function readLast(store: Store, stack: string, log: Log): Promise<Manifest | undefined> {
  // A store that does not let us in is told here, before anything is captured, and why: an answer to HEAD would not say why.
  const latest = await readText(store, latestKey(stack))
  if (latest === undefined) return undefined
  try {
    const { id } = parseJson(store.locate(latestKey(stack)), latest, latestSchema)
    return (await readJson(store, manifestKey(stack, id), manifestSchema))?.value
  } catch (error) {
    log.warn(`Nothing can be compared with the last backup: ${asError(error).message}`)
    return undefined
  }
}
