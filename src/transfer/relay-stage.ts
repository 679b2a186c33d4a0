import { codecNamed } from '../codecs/index.js'
import type { Inspection, Stage } from '../drivers/driver.js'
import { pipeline } from '../host-script/pipeline.js'
import { explainUnpacking } from './compare-artifact.js'
import { passArtifact } from './passing-artifact.js'
import type { Relay } from './relay.js'

/** Stages one artifact: store → runner → host. Rejects unless size, hash, structure and counts are those of the manifest. */
export async function relayStage(
  relay: Relay,
  stage: Stage,
  key: string,
  hostTools: ReadonlySet<string>
): Promise<Inspection> {
  const { artifact, script } = stage
  const codec = codecNamed(artifact.compression)
  const onHost = hostTools.has(codec.name) ? codec.decompressOnHost : undefined
  const passing = await passArtifact(relay, stage, { key, unpacked: onHost === undefined })
  try {
    await relay.host.write(onHost === undefined ? script : pipeline([onHost, script]), passing.bytes, {
      name: `the staging of ${relay.name}`,
      timeoutSeconds: relay.timeoutSeconds
    })
    return passing.inspection()
  } catch (error) {
    throw explainUnpacking(artifact, error)
  } finally {
    passing.close()
  }
}
