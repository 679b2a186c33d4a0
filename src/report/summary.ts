import type { Manifest, ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { formatBytes, formatDuration } from '../format.js'
import { tellCounts } from './counts.js'

/** What a summary tells of a set. */
export interface Summarised {
  readonly manifest: Manifest
  readonly components: readonly ManifestComponent[]
  readonly key: string
  readonly checksum: string
  readonly durationSeconds: number
  readonly warnings: readonly string[]
}

/** The summary of a backup as Markdown: one table, and how to get it back. */
export function summariseBackup(backup: Summarised & { readonly size: number }): string {
  const { manifest } = backup
  return [
    `### Backup of ${code(manifest.stack)} is stored and verified`,
    '',
    `${code(manifest.id)} · ${formatBytes(backup.size)} in ${formatDuration(backup.durationSeconds)}`,
    '',
    table(backup.components),
    '',
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

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``

const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')
