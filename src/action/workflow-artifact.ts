import { mkdtemp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Manifest } from '../backup-set/manifest.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'

/** Keeps manifest and summary with the workflow run. The backup is good without it, so a missing service is only told. */
export async function keepWithWorkflow(
  kept: { readonly manifest: Manifest; readonly summary: string },
  environment: Readonly<Record<string, string | undefined>>,
  log: Log
): Promise<void> {
  if (!environment['ACTIONS_RUNTIME_TOKEN'] || !environment['ACTIONS_RESULTS_URL']) {
    log.notice(
      'This runner has no artifact service: manifest and summary are kept in the store and the job summary only.'
    )
    return
  }
  try {
    const { DefaultArtifactClient } = await import('@actions/artifact')
    const folder = await mkdtemp(path.join(environment['RUNNER_TEMP'] ?? '/tmp', 'predeploy-backup-'))
    const files = [path.join(folder, 'manifest.json'), path.join(folder, 'summary.md')] as const
    await writeFile(files[0], `${JSON.stringify(kept.manifest, null, 2)}\n`)
    await writeFile(files[1], kept.summary)
    await new DefaultArtifactClient().uploadArtifact(
      `predeploy-backup-${kept.manifest.stack}-${kept.manifest.id}`,
      [...files],
      folder
    )
  } catch (error) {
    log.notice(`Manifest and summary could not be kept with the workflow run: ${asError(error).message}`)
  }
}
