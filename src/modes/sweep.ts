import { isBackupId, stackFolder } from '../backup-set/keys.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'
import type { OpenUpload, Store, StoredObject } from '../stores/store.js'
import { collectProblems } from './problems.js'

/** What dead runs left in the store. */
export interface Dead {
  readonly ids: readonly string[]
  readonly keys: readonly string[]
  readonly uploads: readonly OpenUpload[]
}

/**
 * Removes the half sets and open uploads of runs that died: those whose writer was not heard of for a day. It runs after a
 * committed backup, so a failure is told as a warning: the backup is good all the same.
 */
export async function sweepDeadRuns(store: Store, stack: string, log: Log): Promise<void> {
  const warn = (error: unknown) =>
    log.warn(`Not all that dead runs left in the store could be removed: ${asError(error).message}`)
  try {
    const dead = await findDeadRuns(store, stack, warn)
    await collectProblems('some are left', [
      store.remove(dead.keys),
      ...dead.uploads.map((upload) => store.abortUpload(upload))
    ])
    if (dead.ids.length > 0) {
      log.notice(`Removed what ${dead.ids.length} dead run(s) left in the store: ${dead.ids.join(', ')}`)
    }
  } catch (error) {
    warn(error)
  }
}

/** Finds what dead runs left, and changes nothing. Where nobody may list the uploads, `warn` hears why. */
export async function findDeadRuns(
  store: Store,
  stack: string,
  warn: (error: unknown) => void
): Promise<Dead> {
  // A writer that lives is heard by its objects, so these can be judged where nobody may list the uploads.
  const [objects, uploads] = await Promise.all([
    store.list(stackFolder(stack)),
    store.openUploads(stackFolder(stack)).catch((error: unknown) => {
      warn(error)
      return []
    })
  ])
  return findDead({ stack, objects, uploads, now: store.time() ?? new Date() })
}

/** What may be removed: sets without a manifest, and uploads, of which nothing was heard for a day. Pure. */
export function findDead(seen: {
  readonly stack: string
  readonly objects: readonly StoredObject[]
  readonly uploads: readonly OpenUpload[]
  readonly now: Date
}): Dead {
  const idOf = (key: string) => key.slice(stackFolder(seen.stack).length).split('/')[0] ?? ''
  const lastHeard = new Map<string, number>()
  const hear = (key: string, at: Date) =>
    lastHeard.set(idOf(key), Math.max(lastHeard.get(idOf(key)) ?? 0, +at))
  for (const { key, modified } of seen.objects) hear(key, modified)
  for (const { key, started } of seen.uploads) hear(key, started)
  const committed = new Set(
    seen.objects.filter(({ key }) => key.endsWith('/manifest.json')).map(({ key }) => idOf(key))
  )
  const isDead = (key: string) =>
    isBackupId(idOf(key)) && +seen.now - (lastHeard.get(idOf(key)) ?? 0) > DAY_MS
  const uploads = seen.uploads.filter(({ key }) => isDead(key))
  const keys = seen.objects.map(({ key }) => key).filter((key) => isDead(key) && !committed.has(idOf(key)))
  return { ids: [...new Set([...keys, ...uploads.map(({ key }) => key)].map(idOf))], keys, uploads }
}

const DAY_MS = 24 * 60 * 60 * 1000
