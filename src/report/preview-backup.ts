import { formatBytes, formatCounted, formatDuration } from '../format.js'
import { type OtherRuns, type Preview, type StoredSet, tellOtherRuns, tellSet } from './preview.js'
import { list, type Section } from './sections.js'

/** What a backup would do. */
export interface BackupPreview {
  readonly stack: string
  readonly host: string
  /** Where the set would be stored, as a person would name it. */
  readonly place: string
  readonly compression: { readonly codec: string; readonly where: 'host' | 'runner' }
  readonly artifacts: readonly PreviewedArtifact[]
  /** Components that were not chosen. */
  readonly leftOut: readonly string[]
  /** In the order in which they would be stopped. */
  readonly quiet: readonly { readonly name: string; readonly action: 'stop' | 'pause' }[]
  readonly graceSeconds: number
  readonly commands: readonly PreviewedCommand[]
  readonly dead: { readonly ids: readonly string[]; readonly objects: number; readonly uploads: number }
  readonly otherRuns: OtherRuns
  /** The last backup, or why it could not be read. */
  readonly last: StoredSet | { readonly unreadable: string } | undefined
  readonly warnings: readonly string[]
}

/** An artifact that would be captured. */
export interface PreviewedArtifact {
  readonly component: string
  readonly type: string
  readonly part: string | undefined
  /** The object in the folder of the set. */
  readonly name: string
  readonly consistency: 'snapshot' | 'crash' | 'fuzzy'
  /** About what it would hold before compression, and who says so. */
  readonly expected: { readonly bytes: number; readonly from: 'host' | 'last backup' } | undefined
  /** What the last backup stored of it. */
  readonly lastStoredBytes: number | undefined
}

/** A command of the user's that would run. */
export interface PreviewedCommand {
  /** Its place in the document, e.g. `hooks.before`. */
  readonly name: string
  /** As the document has it. */
  readonly command: string
  /** `the host`, or a container. */
  readonly where: string
  readonly timeoutSeconds: number
}

/** Tells what a backup would do. */
export const tellBackup = (preview: BackupPreview): Preview => ({
  what: `backup of ${preview.stack}`,
  warnings: preview.warnings,
  sections: [
    list('Backup', tellPlace(preview)),
    captured(preview.artifacts),
    list('Stopped for the capture, in this order, and started again after it', tellQuiet(preview)),
    commands(preview.commands),
    list('Deleted in the store', tellDead(preview.dead)),
    tellOtherRuns(preview.otherRuns),
    list(
      'Not tried by a dry run',
      ['whether the store lets objects be written and deleted', 'whether the commands above end well'].slice(
        0,
        preview.commands.length === 0 ? 1 : 2
      )
    )
  ]
})

function tellPlace(preview: BackupPreview): readonly string[] {
  const { host, place, compression, artifacts, leftOut, last } = preview
  const known = artifacts.flatMap(({ expected }) => (expected === undefined ? [] : [expected.bytes]))
  const unknown = artifacts.length - known.length
  const size = formatBytes(known.reduce((sum, bytes) => sum + bytes, 0))
  const { codec, where } = compression
  return [
    `of ${host}, stored below ${place}`,
    `${formatCounted(artifacts.length, 'artifact')}, about ${size} before compression${unknown === 0 ? '' : `, and ${unknown} of unknown size`}`,
    codec === 'none' ? 'not compressed' : `compressed by ${codec} on the ${where}`,
    ...(leftOut.length === 0 ? [] : [`without ${leftOut.join(', ')}, and so never the latest backup`]),
    tellLast(last)
  ]
}

function tellLast(last: BackupPreview['last']): string {
  if (last === undefined) return 'there is no last backup to compare with'
  return 'unreadable' in last
    ? `the last backup cannot be read: ${last.unreadable}`
    : `the last backup is ${tellSet(last)}`
}

const captured = (artifacts: readonly PreviewedArtifact[]): Section => ({
  title: 'Captured',
  columns: ['component', 'type', 'object', 'about', 'last time stored', 'consistency'],
  rows: artifacts.map(({ component, type, part, name, expected, lastStoredBytes, consistency }) => [
    part === undefined ? component : `${component} / ${part}`,
    type,
    name,
    expected === undefined
      ? 'unknown'
      : `${formatBytes(expected.bytes)} ${expected.from === 'last backup' ? '(last time)' : '(on the host)'}`,
    lastStoredBytes === undefined ? '' : formatBytes(lastStoredBytes),
    consistency
  ])
})

const tellQuiet = ({ quiet, graceSeconds }: BackupPreview): readonly string[] =>
  quiet.map(({ name, action }) =>
    action === 'pause'
      ? `${name} (paused)`
      : `${name} (stopped, killed after ${formatDuration(graceSeconds)})`
  )

const commands = (all: readonly PreviewedCommand[]): Section => ({
  title: 'Commands that would run',
  columns: ['command', 'in', 'at most', ''],
  rows: all.map(({ name, command, where, timeoutSeconds }) => [
    name,
    where,
    formatDuration(timeoutSeconds),
    { code: command }
  ])
})

const tellDead = ({ ids, objects, uploads }: BackupPreview['dead']): readonly string[] =>
  ids.length === 0
    ? []
    : [
        `what dead runs left (${ids.join(', ')}): ${formatCounted(objects, 'object')} and ${formatCounted(uploads, 'open upload')}`
      ]
