import * as core from '@actions/core'
import type { ManifestComponent } from '../backup-set/manifest.js'
import type { BackupResult } from '../modes/backup.js'
import type { RestoreResult } from '../modes/restore.js'

/** Hands a backup to the next steps. */
export function setBackupOutputs(result: BackupResult, durationSeconds: number): void {
  setSetOutputs({ ...result, components: result.manifest.components }, durationSeconds)
  core.setOutput('size', String(result.size))
  const downtime = result.downtime.map(({ name, seconds }) => [name, Number(seconds.toFixed(1))])
  core.setOutput('downtime-seconds', JSON.stringify(Object.fromEntries(downtime)))
}

/** Hands to the next steps what was restored. */
export function setRestoreOutputs(result: RestoreResult, durationSeconds: number): void {
  setSetOutputs(result, durationSeconds)
  if (result.safetyBackupId !== undefined) core.setOutput('safety-backup-id', result.safetyBackupId)
  core.setOutput('rto-seconds', result.rtoSeconds.toFixed(1))
}

function setSetOutputs(
  set: Pick<RestoreResult, 'manifest' | 'key' | 'checksum' | 'components'>,
  durationSeconds: number
): void {
  core.setOutput('backup-id', set.manifest.id)
  core.setOutput('key', set.key)
  core.setOutput('checksum', set.checksum)
  core.setOutput('components', outline(set.components))
  core.setOutput('duration-seconds', durationSeconds.toFixed(1))
}

// Steps pass outputs through the environment, where one text may not grow beyond 128 KiB: counts that do not fit stay in the manifest.
function outline(components: readonly ManifestComponent[]): string {
  const whole = JSON.stringify(components.map((component) => outlineComponent(component, true)))
  return whole.length <= LONGEST_OUTPUT
    ? whole
    : JSON.stringify(components.map((component) => outlineComponent(component, false)))
}

const LONGEST_OUTPUT = 64 * 1024

const outlineComponent = ({ name, type, artifacts }: ManifestComponent, withCounts: boolean) => ({
  name,
  type,
  artifacts: artifacts.map(({ part, key, bytes, storedBytes, sha256, counts }) => ({
    ...(part === undefined ? {} : { part }),
    key,
    bytes,
    storedBytes,
    sha256,
    ...(withCounts ? { counts } : {})
  }))
})
