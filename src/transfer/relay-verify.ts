import type { Inspection, Stage } from '../drivers/driver.js'
import { explainUnpacking } from './compare-artifact.js'
import { passArtifact } from './passing-artifact.js'
import type { Relay } from './relay.js'

/** Reads one artifact from the store, and keeps nothing of it. Rejects unless size, hash, structure and counts are those of the manifest. */
export async function relayVerify(
  relay: Omit<Relay, 'host' | 'timeoutSeconds'>,
  stage: Pick<Stage, 'artifact' | 'inspector'>,
  key: string
): Promise<Inspection> {
  const passing = await passArtifact(relay, stage, { key, unpacked: false })
  try {
    for await (const _ of passing.bytes);
    return passing.inspection()
  } catch (error) {
    throw explainUnpacking(stage.artifact, error)
  } finally {
    passing.close()
  }
}
