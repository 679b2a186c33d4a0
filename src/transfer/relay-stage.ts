import { createHash } from 'node:crypto'
import type { ManifestArtifact } from '../backup-set/manifest.js'
import { codecNamed } from '../codecs/index.js'
import type { Inspection, Stage } from '../drivers/driver.js'
import { UserError } from '../errors.js'
import { pipeline } from '../host-script/pipeline.js'
import { compareCounts, compareDigest, DAMAGED, explainUnpacking } from './compare-artifact.js'
import { advising, watchCompressed, watchPlain } from './inspection.js'
import { destroyOnAbort, inspected, type Relay, through } from './relay.js'

/** Stages one artifact: store → runner → host. Rejects unless size, hash, structure and counts are those of the manifest. */
export async function relayStage(
  relay: Relay,
  stage: Stage,
  key: string,
  hostTools: ReadonlySet<string>
): Promise<Inspection> {
  const { artifact } = stage
  const codec = codecNamed(artifact.compression)
  const onHost = hostTools.has(codec.name) ? codec.decompressOnHost : undefined
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
  const inspector = advising(stage.inspector(), DAMAGED)
  const watch = onHost === undefined ? watchPlain(inspector) : watchCompressed(codec, inspector)
  const plain = onHost === undefined ? decompressed(verified(), artifact.compression) : verified()
  const passing = inspected(plain, watch, relay.progress, (result) => {
    compareCounts(artifact, result)
    inspection = result.inspection
  })
  try {
    await relay.host.write(onHost === undefined ? stage.script : pipeline([onHost, stage.script]), passing, {
      name: `the staging of ${relay.name}`,
      timeoutSeconds: relay.timeoutSeconds
    })
  } catch (error) {
    throw explainUnpacking(artifact, error)
  } finally {
    letGo()
    source.destroy()
    watch.abandon()
  }
  if (inspection === undefined)
    throw new UserError(`${relay.name}: the host did not read the artifact to its end`)
  return inspection
}

function decompressed(
  stored: AsyncIterable<Buffer>,
  codec: ManifestArtifact['compression']
): AsyncIterable<Buffer> {
  const decoder = codecNamed(codec).decompress()
  return decoder === undefined ? stored : through(stored, decoder)
}
