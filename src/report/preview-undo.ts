import { type OtherRuns, type Preview, tellOtherRuns } from './preview.js'
import { list, type Section } from './sections.js'

/** What taking back the last restore would do. */
export interface UndoPreview {
  readonly stack: string
  readonly host: string
  /** Whether the host took back by itself what a run that died had exchanged, and nobody was told yet. Then nothing that is kept is taken back. */
  readonly undoneByHost: boolean
  readonly restore: UndoneRestore | undefined
  readonly otherRuns: OtherRuns
}

/** A restore that can be taken back. */
export interface UndoneRestore {
  /** Until when the old data is kept; for a restore that was not finished, until it is taken back or made good. */
  readonly until: string | undefined
  /** The backup that was restored. */
  readonly backup: string | undefined
  readonly components: readonly string[]
  readonly stops: readonly string[]
}

/** Tells what taking back a restore would do. */
export const tellUndo = (preview: UndoPreview): Preview => ({
  what: `taking back of the last restore of ${preview.stack}`,
  warnings: [],
  sections: [
    ...(preview.undoneByHost ? tellUndone(preview) : []),
    ...tellRestore(preview),
    tellOtherRuns(preview.otherRuns),
    list('Needed for it', [`confirm: ${preview.stack}`])
  ]
})

const tellUndone = ({ host }: UndoPreview): readonly Section[] => [
  list('Taken back already', [
    `what a restore on ${host} had exchanged whose run died: the host did that by itself. \`backup: undo\` says so, and ends there`
  ])
]

function tellRestore({ host, undoneByHost, restore }: UndoPreview): readonly Section[] {
  if (restore === undefined) return []
  const { until, backup, components, stops } = restore
  const told = `the restore of ${backup ?? 'a backup'} on ${host}, ${until === undefined ? 'which was not finished' : `whose old data is kept until ${until}`}`
  if (undoneByHost && until !== undefined)
    return [list('Left as it is', [`${told}: a second \`backup: undo\` would take it back`])]
  return [
    list('Taken back', [told]),
    list('Replaced by what was there before, and gone with all that was written since', components),
    list('Stopped meanwhile, in this order, and started again after it', stops)
  ]
}
