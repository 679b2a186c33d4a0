import { createHash } from 'node:crypto'
import { z } from 'zod'
import { latestKey, manifestKey, setFolder, writingKey } from '../backup-set/keys.js'
import type { Manifest } from '../backup-set/manifest.js'
import { asError, UserError } from '../errors.js'
import type { Log } from '../log.js'
import { readJson } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { abandonSet } from './abandon.js'
import { artifactsOf, compareStored } from './compare-stored.js'

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
  /** Where the manifest is, as a person would name it. */
  readonly location: string
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
  const { store, stack, id, owner, log } = options
  const sign = async () =>
    void (await putJson(store, writingKey(stack, id), { ...owner, at: new Date().toISOString() }))
  await sign()
  // A renewal that fails is no reason to end a capture: others wait a day before they take the writer for dead.
  const renewal = setInterval(
    () =>
      void sign().catch((error) => log.warn(`writing.json could not be renewed: ${asError(error).message}`)),
    RENEWAL_MS
  )
  renewal.unref()

  return {
    keyOf: (name) => setFolder(stack, id) + name,
    async commit(manifest) {
      await compareStored(store, { ...manifest, artifacts: artifactsOf(manifest) }, NOT_COMMITTED)
      const key = manifestKey(stack, id)
      const text = `${JSON.stringify(manifest, null, 2)}\n`
      await store.put(key, once(text), { ifAbsent: true, contentType: 'application/json' })
      const checksum = createHash('sha256').update(text).digest('hex')
      clearInterval(renewal)
      const artifactBytes = artifactsOf(manifest).reduce((sum, artifact) => sum + artifact.storedBytes, 0)
      return {
        key: store.fullKey(key),
        location: store.locate(key),
        checksum,
        size: artifactBytes + Buffer.byteLength(text)
      }
    },
    async publish(manifest, { checksum }) {
      if (!manifest.partial && manifest.phase !== 'safety')
        await pointLatest(store, stack, { id, key: manifestKey(stack, id), checksum })
      // A key that must not delete is a choice that people make, and the backup is good.
      await store.remove([writingKey(stack, id)]).catch((error: unknown) => {
        log.warn(`writing.json could not be removed: ${asError(error).message}`)
      })
    },
    async abandon() {
      clearInterval(renewal)
      await abandonSet(store, stack, id)
    }
  }
}

/** Abandons a set because of `reason`; where that fails too, the error says so. */
export async function abandonBecause(set: SetWriter, reason: unknown): Promise<never> {
  try {
    await set.abandon()
  } catch (error) {
    const remedy = reason instanceof UserError && reason.remedy !== undefined ? `${reason.remedy}\n` : ''
    throw new UserError(
      `${asError(reason).message} (and the half set could not be removed: ${asError(error).message})`,
      {
        remedy: `${remedy}Later runs remove what is left, once this one was silent for a day.`,
        cause: reason
      }
    )
  }
  throw reason
}

// An older run that ends late must not hide a newer backup.
async function pointLatest(store: Store, stack: string, latest: z.infer<typeof latestSchema>): Promise<void> {
  const present = await readJson(store, latestKey(stack), latestSchema)
  if (present !== undefined && present.value.id > latest.id) return
  await putJson(store, latestKey(stack), latest)
}

const putJson = (store: Store, key: string, value: unknown) =>
  store.put(key, once(`${JSON.stringify(value, null, 2)}\n`), { contentType: 'application/json' })

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}

const NOT_COMMITTED =
  'The set was not committed. Something else changes objects below this prefix: a lifecycle rule, another tool?'

const RENEWAL_MS = 10 * 60 * 1000
