import { createHash } from 'node:crypto'
import type { ManifestArtifact } from '../backup-set/manifest.js'
import { codecNamed } from '../codecs/index.js'
import type { Inspection, Stage } from '../drivers/driver.js'
import { UserError } from '../errors.js'
import { compareCounts, compareDigest, DAMAGED } from './compare-artifact.js'
import { advising, watchCompressed, watchPlain } from './inspection.js'
import { destroyOnAbort, inspected, type Relay, through } from './relay.js'

/** A stored artifact that is compared with the manifest while it passes. */
export interface PassingArtifact {
  /** Its bytes. Rejects at their end, at the latest, unless size, hash, structure and counts are those of the manifest. */
  readonly bytes: AsyncIterable<Buffer>
  /** What it holds. Throws a UserError where not all of it has passed. */
  inspection(): Inspection
  /** Lets the store go. */
  close(): void
}

/** Begins to read an artifact, unpacked or as it is stored. */
export async function passArtifact(
  relay: Omit<Relay, 'host' | 'timeoutSeconds'>,
  { artifact, inspector }: Pick<Stage, 'artifact' | 'inspector'>,
  { key, unpacked }: { readonly key: string; readonly unpacked: boolean }
): Promise<PassingArtifact> {
  const codec = codecNamed(artifact.compression)
  const source = await relay.store.get(key)
  const letGo = destroyOnAbort(source, relay.signal)
  const hash = createHash('sha256')
  let storedBytes = 0
  let inspection: Inspection | undefined

  async function* verified(): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk)
      storedBytes += chunk.length
      yield chunk
    }
    compareDigest(artifact, { storedBytes, sha256: hash.digest('hex') })
  }
  const advised = advising(inspector(), DAMAGED)
  const watch = unpacked ? watchPlain(advised) : watchCompressed(codec, advised)
  const passing = unpacked ? decompressed(verified(), artifact.compression) : verified()
  return {
    bytes: inspected(passing, watch, relay.progress, (seen) => {
      compareCounts(artifact, seen)
      inspection = seen.inspection
    }),
    inspection() {
      if (inspection !== undefined) return inspection
      throw new UserError(`${relay.name}: the host did not read the artifact to its end`)
    },
    close() {
      letGo()
      source.destroy()
      watch.abandon()
    }
  }
}

function decompressed(
  stored: AsyncIterable<Buffer>,
  codec: ManifestArtifact['compression']
): AsyncIterable<Buffer> {
  const decoder = codecNamed(codec).decompress()
  return decoder === undefined ? stored : through(stored, decoder)
}
