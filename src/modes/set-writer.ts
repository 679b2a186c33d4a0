import { z } from 'zod'
import { latestKey, manifestKey, setFolder, writingKey } from '../backup-set/keys.js'
import type { Manifest } from '../backup-set/manifest.js'
import { asError, problemsIn, UserError } from '../errors.js'
import type { Log } from '../log.js'
import { readJson, writeJson } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { abandonSet } from './abandon.js'
import { artifactsOf, compareStored } from './compare-stored.js'
import { showWriting } from './writing-sign.js'

/** A set while it is written: nothing of it counts until `commit`. */
export interface SetWriter {
  keyOf(artifactName: string): string
  /** Compares what the store holds with the manifest, then makes the set a backup. From then on it is never abandoned. */
  commit(manifest: Manifest): Promise<CommittedSet>
  /** Makes the backup known as the latest, unless it is partial, and takes the sign of writing away. */
  publish(manifest: Manifest, committed: CommittedSet): Promise<void>
  /** Removes everything that was written. */
  abandon(): Promise<void>
}

export interface CommittedSet {
  /** Of the manifest, with the store's prefix. */
  readonly key: string
  /** SHA-256 of the manifest, hexadecimal: it pins the whole set. */
  readonly checksum: string
  /** Stored bytes of the set, manifest included. */
  readonly size: number
}

/** What `latest.json` holds. */
export const latestSchema = z.object({ id: z.string(), key: z.string(), checksum: z.string() })

/** Opens a set for writing and shows others that it is being written, until it is committed or abandoned. */
export async function openSet(options: {
  readonly store: Store
  readonly stack: string
  readonly id: string
  readonly owner: Readonly<Record<string, string>>
  readonly log: Log
}): Promise<SetWriter> {
  const { store, stack, id, log } = options
  const sign = await showWriting(options)

  return {
    keyOf: (name) => setFolder(stack, id) + name,
    async commit(manifest) {
      await compareStored(store, { ...manifest, artifacts: artifactsOf(manifest) }, NOT_COMMITTED)
      const key = manifestKey(stack, id)
      const { checksum, bytes } = await writeJson(store, { key, value: manifest, ifAbsent: true })
      const artifactBytes = artifactsOf(manifest).reduce((sum, artifact) => sum + artifact.storedBytes, 0)
      return { key: store.fullKey(key), checksum, size: artifactBytes + bytes }
    },
    async publish(manifest, { checksum }) {
      await sign.end()
      try {
        if (!manifest.partial && manifest.phase !== 'safety')
          await pointLatest(store, stack, { id, key: manifestKey(stack, id), checksum })
      } finally {
        // A key that must not delete is a choice that people make, and the backup is good.
        await store.remove([writingKey(stack, id)]).catch((error: unknown) => {
          log.warn(`writing.json could not be removed: ${asError(error).message}`)
        })
      }
    },
    async abandon() {
      await sign.end()
      await abandonSet(store, stack, id)
    }
  }
}

/** Abandons a set because of `reason`; where that fails too, the error says so. */
export async function abandonBecause(set: SetWriter, reason: unknown): Promise<never> {
  try {
    await set.abandon()
  } catch (error) {
    const left = problemsIn(error)
    const remedies = [...problemsIn(reason), ...left].flatMap(({ remedy }) => remedy ?? [])
    const lines = [
      ...new Set(remedies),
      'Later runs remove what is left, once this one was silent for a day.'
    ]
    throw new UserError(
      `${asError(reason).message} (and the half set could not be removed: ${left.map(({ message }) => message).join('; ')})`,
      { remedy: lines.join('\n'), cause: reason }
    )
  }
  throw reason
}

// An older run that ends late must not hide a newer backup. Where two end together, the store may hold what the other one wrote
// when this one looks at what it wrote itself: then what is there decides.
// The lock keeps runs of one host apart. What is left: an older run, from another host of that name, that read before a newer one wrote
// and writes after that one has looked, names itself. Both are whole backups.
async function pointLatest(store: Store, stack: string, latest: z.infer<typeof latestSchema>): Promise<void> {
  const key = latestKey(stack)
  let present = await readJson(store, key, latestSchema)
  while (present === undefined || present.value.id < latest.id) {
    try {
      await writeJson(store, { key, value: latest, rewritten: true })
      return
    } catch (failure) {
      const now = await readJson(store, key, latestSchema).catch((error: unknown) => {
        throw unreadable(failure, error)
      })
      if (now?.checksum === present?.checksum) throw failure
      present = now
    }
  }
}

const unreadable = (failure: unknown, error: unknown): UserError =>
  new UserError(
    `${asError(failure).message} (and what is there could not be read: ${asError(error).message})`,
    { remedy: failure instanceof UserError ? failure.remedy : undefined, cause: failure }
  )

const NOT_COMMITTED =
  'The set was not committed. Something else changes objects below this prefix: a lifecycle rule, another tool?'
