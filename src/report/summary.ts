import type { Manifest, ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { formatBytes, formatDuration } from '../format.js'
import { tellCounts } from './counts.js'
import { code, escapeMarkdown } from './markdown.js'

/** What a summary tells of a set. */
export interface Summarised {
  readonly manifest: Manifest
  readonly components: readonly ManifestComponent[]
  readonly key: string
  readonly checksum: string
  readonly durationSeconds: number
  readonly warnings: readonly string[]
}

interface BackupSummarised extends Summarised {
  readonly size: number
  readonly downtime: readonly { readonly name: string; readonly seconds: number }[]
  readonly transferInDowntime: { readonly spoolBytes: number; readonly diskFull: boolean } | undefined
}

/** The summary of a backup as Markdown: one table, and how to get it back. */
export function summariseBackup(backup: BackupSummarised): string {
  const { manifest } = backup
  return [
    `### Backup of ${code(manifest.stack)} is stored and verified`,
    '',
    `${code(manifest.id)} · ${formatBytes(backup.size)} in ${formatDuration(backup.durationSeconds)}`,
    '',
    table(backup.components),
    '',
    ...tellDowntime(backup),
    `Manifest ${code(backup.key)}, SHA-256 ${code(backup.checksum)}`,
    '',
    ...backup.warnings.map((warning) => `> ⚠ ${escapeMarkdown(warning)}\n`),
    `To bring it back: \`mode: restore\`, \`backup: ${manifest.id}\`, \`confirm: ${manifest.stack}\`.`,
    ''
  ].join('\n')
}

/** The summary of a restore as Markdown. */
export function summariseRestore(restored: Summarised): string {
  const { manifest } = restored
  return [
    `### ${code(manifest.id)} of ${code(manifest.stack)} is restored`,
    '',
    `Made ${manifest.startedAt} · restored and counted in ${formatDuration(restored.durationSeconds)}`,
    '',
    table(restored.components),
    '',
    ...restored.warnings.map((warning) => `> ⚠ ${escapeMarkdown(warning)}\n`)
  ].join('\n')
}

function tellDowntime({ downtime, transferInDowntime }: BackupSummarised): readonly string[] {
  if (downtime.length === 0) return []
  const times = downtime.map(({ name, seconds }) => `${escapeMarkdown(name)} ${formatDuration(seconds)}`)
  const why = transferInDowntime === undefined ? [] : [tellTransfer(transferInDowntime)]
  return [[`Down while it was captured: ${times.join(', ')}`, ...why].join('. '), '']
}

function tellTransfer({ spoolBytes, diskFull }: NonNullable<BackupSummarised['transferInDowntime']>): string {
  const included = 'That includes the transfer to the store, since'
  if (spoolBytes === 0) return `${included} \`quiesce.spool\` is 0: a bigger one shortens it.`
  const spool = `the spool of ${formatBytes(spoolBytes)}`
  return diskFull
    ? `${included} the disk of the runner had no room for ${spool}: more of it shortens it.`
    : `${included} ${spool} was used up: a bigger \`quiesce.spool\` shortens it.`
}

function table(components: readonly ManifestComponent[]): string {
  const rows = components.flatMap((component) =>
    component.artifacts.map((artifact) => row(component, artifact))
  )
  return ['| component | type | holds | size | stored |', '|---|---|---|--:|--:|', ...rows].join('\n')
}

function row(component: ManifestComponent, artifact: ManifestArtifact): string {
  const name = artifact.part === undefined ? component.name : `${component.name} / ${artifact.part}`
  const cells = [
    escapeMarkdown(name),
    component.type,
    tellCounts(artifact.counts, 5).map(escapeMarkdown).join('<br>'),
    formatBytes(artifact.bytes),
    formatBytes(artifact.storedBytes)
  ]
  return `| ${cells.join(' | ')} |`
}
