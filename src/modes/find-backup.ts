import { latestKey, manifestKey, parseManifestKey, stackFolder } from '../backup-set/keys.js'
import { manifestSchema } from '../backup-set/manifest.js'
import { type BackupReference, earliestBefore, type KnownBackup } from '../backup-set/selection.js'
import { asError, UserError } from '../errors.js'
import type { Log } from '../log.js'
import { readJson } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { latestSchema } from './set-writer.js'

/** Finds the backup that the user means and reads its manifest. Throws a UserError where there is none. */
export async function findBackup(
  store: Store,
  stack: string,
  { reference, log }: { readonly reference: BackupReference; readonly log: Log }
): Promise<KnownBackup> {
  switch (reference.kind) {
    case 'id':
      return readBackup(store, stack, reference.id)
    case 'key':
      requireSamePrefix(store, reference)
      return readBackup(store, reference.stack, reference.id)
    case 'latest': {
      const latest = await readJson(store, latestKey(stack), latestSchema)
      if (latest === undefined) throw noBackup(store, stack, 'that is whole')
      const backup = await readBackup(store, stack, latest.value.id)
      if (backup.checksum !== latest.value.checksum) {
        throw new UserError(`the manifest of ${latest.value.id} is not the one that latest.json pins`, {
          remedy: CHANGED
        })
      }
      return backup
    }
    case 'before': {
      const { backups, unreadable } = await readAll(store, stack)
      const found = earliestBefore(backups, reference.sha)
      // A backup that cannot be read may be the one; those behind the one that was found cannot.
      const doubtful = unreadable.filter(({ id }) => found === undefined || id < found.manifest.id)
      if (doubtful.length > 0) throw unclear(store, doubtful)
      if (found === undefined)
        throw noBackup(store, stack, `that was made before the deploy of ${reference.sha}`)
      return found
    }
    case 'checksum': {
      const { backups, unreadable } = await readAll(store, stack)
      for (const { problem } of unreadable) log.warn(problem.message)
      const found = backups.find(({ checksum }) => checksum === reference.checksum)
      if (found === undefined)
        throw noBackup(store, stack, `whose manifest has the checksum ${reference.checksum}`)
      return found
    }
  }
}

async function readBackup(store: Store, stack: string, id: string): Promise<KnownBackup> {
  const key = manifestKey(stack, id)
  const read = await readJson(store, key, manifestSchema)
  if (read === undefined) {
    throw new UserError(`there is no backup ${id} of ${stack} in ${store.label}`, {
      remedy: `${store.locate(key)} does not exist: compare with the output backup-id of the run that made it.`
    })
  }
  const manifest = read.value
  if (manifest.stack !== stack || manifest.id !== id) {
    throw new UserError(`${store.locate(key)} is the manifest of ${manifest.stack} ${manifest.id}`, {
      remedy: CHANGED
    })
  }
  return { manifest, checksum: read.checksum }
}

interface ReadBackups {
  readonly backups: readonly KnownBackup[]
  /** Manifests that are there and cannot be read. */
  readonly unreadable: readonly Unreadable[]
}

interface Unreadable {
  readonly id: string
  readonly problem: Error
}

async function readAll(store: Store, stack: string): Promise<ReadBackups> {
  const objects = await store.list(stackFolder(stack))
  const queue = objects.flatMap(({ key }) => parseManifestKey(key)?.id ?? [])
  const backups: KnownBackup[] = []
  const unreadable: Unreadable[] = []
  const readNext = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        backups.push(await readBackup(store, stack, id))
      } catch (problem) {
        unreadable.push({ id, problem: asError(problem) })
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, readNext))
  return { backups, unreadable }
}

const unclear = (store: Store, unreadable: readonly Unreadable[]) =>
  new UserError(
    `not all backups in ${store.label} can be read: ${unreadable.map(({ id, problem }) => `${id}: ${problem.message}`).join('; ')}`,
    { remedy: 'One of them may be the one that is meant. Restore by the id of the backup that you want.' }
  )

// The key of another bucket's or prefix's backup would otherwise be looked for here, and said not to exist.
function requireSamePrefix(
  store: Store,
  { key, stack, id }: Extract<BackupReference, { kind: 'key' }>
): void {
  const here = store.fullKey(manifestKey(stack, id))
  const given = key.replace(/^s3:\/\/[^/]+\//, '')
  if (given === here || here.endsWith(`/${given}`)) return
  throw new UserError(`the backup ${key} does not lie in ${store.label}, where its key would be ${here}`, {
    remedy: 'Let `store` in the configuration name the bucket and prefix that hold this backup.'
  })
}

const noBackup = (store: Store, stack: string, which: string) =>
  new UserError(`there is no backup of ${stack} in ${store.label} ${which}`, {
    remedy: 'Compare stack, bucket and prefix with the run that made the backup.'
  })

const CHANGED = 'Somebody changed what was stored. Restore by the id of a backup that you trust.'
