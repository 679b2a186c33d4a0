import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Manifest } from '../backup-set/manifest.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'

/** What is kept. */
export interface Kept {
  readonly manifest: Manifest
  readonly summary: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Keeps manifest and summary with the workflow run. The backup is good without it, so a missing service is only told. */
export async function keepWithWorkflow(kept: Kept, environment: Environment, log: Log): Promise<void> {
  if (!environment['ACTIONS_RUNTIME_TOKEN'] || !environment['ACTIONS_RESULTS_URL']) {
    log.notice(
      'This runner has no artifact service: manifest and summary are kept in the store and the job summary only.'
    )
    return
  }
  try {
    // The client tells a lot while it works: it belongs where it can be folded.
    await log.group('Keep manifest and summary with the workflow run', () => upload(kept, environment))
  } catch (error) {
    log.notice(`Manifest and summary could not be kept with the workflow run: ${asError(error).message}`)
  }
}

async function upload({ manifest, summary }: Kept, environment: Environment): Promise<void> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const folder = await mkdtemp(path.join(environment['RUNNER_TEMP'] ?? '/tmp', 'predeploy-backup-'))
  try {
    const files = [path.join(folder, 'manifest.json'), path.join(folder, 'summary.md')] as const
    await writeFile(files[0], `${JSON.stringify(manifest, null, 2)}\n`)
    await writeFile(files[1], summary)
    const name = `predeploy-backup-${manifest.stack}-${manifest.id}`
    await new DefaultArtifactClient().uploadArtifact(name, [...files], folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
