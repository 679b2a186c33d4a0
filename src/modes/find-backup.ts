import { latestKey, manifestKey, parseManifestKey, stackFolder } from '../backup-set/keys.js'
import { manifestSchema } from '../backup-set/manifest.js'
import { type BackupReference, earliestBefore, type KnownBackup } from '../backup-set/selection.js'
import { UserError } from '../errors.js'
import { readJson } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { latestSchema } from './set-writer.js'

/** Finds the backup that the user means and reads its manifest. Throws a UserError where there is none. */
export async function findBackup(
  store: Store,
  stack: string,
  reference: BackupReference
): Promise<KnownBackup> {
  switch (reference.kind) {
    case 'id':
      return readBackup(store, stack, reference.id)
    case 'key':
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
      const found = earliestBefore(await readAll(store, stack), reference.sha)
      if (found === undefined)
        throw noBackup(store, stack, `that was made before the deploy of ${reference.sha}`)
      return found
    }
    case 'checksum': {
      const found = (await readAll(store, stack)).find(({ checksum }) => checksum === reference.checksum)
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

async function readAll(store: Store, stack: string): Promise<readonly KnownBackup[]> {
  const objects = await store.list(stackFolder(stack))
  const ids = objects.flatMap(({ key }) => parseManifestKey(key)?.id ?? [])
  const backups: KnownBackup[] = []
  const queue = [...ids]
  const readNext = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift())
      backups.push(await readBackup(store, stack, id))
  }
  await Promise.all(Array.from({ length: 8 }, readNext))
  return backups
}

const noBackup = (store: Store, stack: string, which: string) =>
  new UserError(`there is no backup of ${stack} in ${store.label} ${which}`, {
    remedy: 'Compare stack, bucket and prefix with the run that made the backup.'
  })

const CHANGED = 'Somebody changed what was stored. Restore by the id of a backup that you trust.'
