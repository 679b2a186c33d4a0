import { type OtherRuns, type Preview, tellOtherRuns } from './preview.js'
import { list } from './sections.js'

/** What taking back the last restore would do. */
export interface UndoPreview {
  readonly stack: string
  readonly host: string
  /** Until when the old data is kept; for a restore that was not finished, until it is taken back or made good. */
  readonly until: string | undefined
  /** The backup that was restored. */
  readonly backup: string | undefined
  readonly components: readonly string[]
  readonly stops: readonly string[]
  readonly otherRuns: OtherRuns
}

/** Tells what taking back a restore would do. */
export const tellUndo = ({
  stack,
  host,
  until,
  backup,
  components,
  stops,
  otherRuns
}: UndoPreview): Preview => ({
  what: `taking back of the last restore of ${stack}`,
  warnings: [],
  sections: [
    list('Taken back', [
      `the restore of ${backup ?? 'a backup'} on ${host}, ${until === undefined ? 'which was not finished' : `whose old data is kept until ${until}`}`
    ]),
    list('Replaced by what was there before, and gone with all that was written since', components),
    list('Stopped meanwhile, in this order, and started again after it', stops),
    tellOtherRuns(otherRuns),
    list('Needed for it', [`confirm: ${stack}`])
  ]
})
