import { formatBytes } from '../format.js'
import { type OtherRuns, type Preview, type StoredSet, tellOtherRuns, tellSet } from './preview.js'
import { list, type Section } from './sections.js'

/** What a restore would do. */
export interface RestorePreview {
  readonly stack: string
  readonly host: string
  readonly backup: StoredSet & {
    /** The stack that it is of. */
    readonly stack: string
    readonly host: string
    readonly phase: string
    readonly checksum: string
    readonly gitSha: string | undefined
    readonly runUrl: string | undefined
  }
  readonly components: readonly PreviewedComponent[]
  /** Components of the backup that would not be restored. */
  readonly leftOut: readonly string[]
  /** What would bring up the services that are not there yet, and the components that would be looked at only then. */
  readonly broughtUp: { readonly command: string; readonly components: readonly string[] } | undefined
  /** Components that would be backed up as they are now, before anything is replaced. */
  readonly backedUpFirst: readonly string[]
  /** Containers that would be quiet for that. */
  readonly quietFirst: readonly string[]
  /** Containers that would be stopped while old and new change places, in this order. */
  readonly stops: readonly string[]
  /** Components whose old data would go before the new is staged, since there is no room for both. */
  readonly clearedFirst: readonly string[]
  readonly room: readonly NeededRoom[]
  /** Components of which nobody knows before they are staged whether there is room. */
  readonly roomUnknown: readonly string[]
  readonly otherRuns: OtherRuns
  readonly warnings: readonly string[]
}

/** A component that would be restored. */
export interface PreviewedComponent {
  readonly name: string
  readonly type: string
  /** Bytes that travel, and what they are when decompressed. */
  readonly storedBytes: number
  readonly bytes: number
  readonly versions: { readonly backup: string; readonly today: string } | undefined
  readonly replaced: readonly string[]
  readonly returning: readonly string[]
  readonly gone: readonly string[]
  readonly kept: readonly string[]
}

/** What comes to one file system while a restore stages all of its components. */
export interface NeededRoom {
  /** Tells file systems apart. */
  readonly identity: string
  readonly components: readonly string[]
  /** What lies there, as sentences. */
  readonly places: readonly string[]
  readonly neededBytes: number
  readonly freeBytes: number
  /** What is free more once the old data of some of the components is gone; zero where none goes first. */
  readonly freedBytes: number
  /** What is too little, at some moment; none where it is not above zero. */
  readonly lackingBytes: number
}

/** Tells what a restore would do. */
export const tellRestore = (preview: RestorePreview): Preview => ({
  what: `restore of ${preview.stack}`,
  warnings: preview.warnings,
  sections: [
    list('Backup', tellOrigin(preview)),
    restored(preview.components),
    effects(preview.components),
    list('Left out of the restore', preview.leftOut),
    broughtUp(preview.broughtUp),
    list('Backed up first, as it is now', preview.backedUpFirst),
    list('Stopped for that, in this order, and started again after it', preview.quietFirst),
    list('Stopped while old and new change places, in this order, and started again after it', preview.stops),
    list(
      'Removed before the new is staged, while all of the above is stopped (make-room): a restore that fails cannot put it back',
      preview.clearedFirst
    ),
    room(preview.room),
    list('Room that is not known, or not all of it', preview.roomUnknown),
    tellOtherRuns(preview.otherRuns),
    list('Needed for the restore itself', [`confirm: ${preview.stack}`]),
    list('Not tried by a dry run', [
      'whether each artifact is whole: a restore verifies it while it is staged'
    ])
  ]
})

const broughtUp = (up: RestorePreview['broughtUp']): Section => ({
  title: 'Brought up once the files are restored, and filled then; before that nothing is known of it',
  rows: up === undefined ? [] : [[{ code: up.command }], ...up.components.map((name) => [name])]
})

function tellOrigin({ stack, host, backup, components }: RestorePreview): readonly string[] {
  const sum = (name: 'storedBytes' | 'bytes') =>
    formatBytes(components.reduce((total, component) => total + component[name], 0))
  const { phase, gitSha, runUrl, checksum } = backup
  return [
    tellSet(backup),
    `phase ${phase}${gitSha === undefined ? '' : `, commit ${gitSha}`}${runUrl === undefined ? '' : `, run ${runUrl}`}`,
    backup.stack === stack && backup.host === host
      ? `made on ${host}, and restored there`
      : `made of ${backup.stack} on ${backup.host}, and restored as ${stack} on ${host}`,
    `${sum('storedBytes')} are downloaded, ${sum('bytes')} when decompressed, and staged beside the old data`,
    `checksum ${checksum}`
  ]
}

const restored = (components: readonly PreviewedComponent[]): Section => ({
  title: 'Restored',
  columns: ['component', 'type', 'downloaded', 'decompressed', 'in the backup', 'today'],
  rows: components.map(({ name, type, storedBytes, bytes, versions }) => [
    name,
    type,
    formatBytes(storedBytes),
    formatBytes(bytes),
    versions?.backup ?? '',
    versions?.today ?? ''
  ])
})

const effects = (components: readonly PreviewedComponent[]): Section => ({
  title: 'What becomes of what is there',
  columns: ['component', '', ''],
  rows: components.flatMap(({ name, replaced, returning, gone, kept }) => [
    ...replaced.map((what) => [name, 'replaced', what]),
    ...returning.map((what) => [name, 'comes back', what]),
    ...gone.map((what) => [name, 'gone', what]),
    ...kept.map((what) => [name, 'stays', what])
  ])
})

const room = (all: readonly NeededRoom[]): Section => ({
  title: 'Room beside the old data',
  columns: ['components', 'needed', 'free', 'where'],
  rows: all.map(({ components, places, neededBytes, freeBytes, freedBytes }) => [
    components.join(', '),
    formatBytes(neededBytes),
    freedBytes === 0
      ? formatBytes(freeBytes)
      : `${formatBytes(freeBytes)}, and ${formatBytes(freedBytes)} without the old data`,
    places.join(', and ')
  ])
})
