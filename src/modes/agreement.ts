import { type BackupReference, parseBackupReference } from '../backup-set/selection.js'
import { check } from '../config/checked.js'
import { UserError } from '../errors.js'
import { together } from './problems.js'

/** What must be said before data is overwritten. */
export interface Agreement {
  /** Which backup. */
  readonly backup: string
  /** The stack's name, typed by whoever wants it overwritten. */
  readonly confirm: string
  /** Whether nothing will be overwritten, so that nobody has to confirm it. A wrong name is wrong all the same. */
  readonly dryRun?: boolean
}

/** Whether the last restore shall be taken back, instead of a backup brought back. */
export const meansUndo = (backup: string): boolean => backup.trim() === 'undo'

/** Throws unless the stack is confirmed whose restore shall be taken back, and all of it is meant. */
export function agreeToUndo(
  stack: string | undefined,
  agreement: Omit<Agreement, 'backup'>,
  components: readonly string[] | undefined
): void {
  const problems = [
    ...(stack === undefined || isConfirmed(stack, agreement) ? [] : [notConfirmed(stack, agreement.confirm)]),
    ...(components === undefined
      ? []
      : [
          new UserError('a restore is taken back as a whole, and `components` names some', {
            remedy: 'Leave the input `components` out; or restore some of them from a backup.'
          })
        ])
  ]
  if (problems.length > 0) throw together('the restore is not agreed upon', problems)
}

/** The backup that the user means, or the one whose restore was not finished. */
export type WantedBackup = BackupReference | { readonly kind: 'unfinished' }

/** The backup that shall overwrite this stack. Throws all that is wrong with the agreement; the name counts where the stack is known. */
export function agreedReference(
  stack: string | undefined,
  { backup, ...agreement }: Agreement
): WantedBackup {
  const reference = check(() => readReference(backup))
  const problems = [
    ...(reference.kind === 'wrong' ? reference.problems : []),
    ...(stack === undefined || isConfirmed(stack, agreement) ? [] : [notConfirmed(stack, agreement.confirm)])
  ]
  if (reference.kind === 'wrong' || problems.length > 0)
    throw together('the restore is not agreed upon', problems)
  return reference.value
}

const isConfirmed = (stack: string, { confirm, dryRun = false }: Omit<Agreement, 'backup'>): boolean =>
  stack === confirm || (dryRun && confirm === '')

function readReference(backup: string): WantedBackup {
  if (backup.trim() === 'resume') return { kind: 'unfinished' }
  if (backup.trim() !== '') return parseBackupReference(backup)
  throw new UserError('a restore needs to know which backup', {
    remedy:
      'Set the input `backup`: an id, the key of a manifest, `latest`, or `before:<git sha>`; or `undo` or `resume`, for the last restore.'
  })
}

const notConfirmed = (stack: string, confirm: string): UserError =>
  new UserError(
    confirm === ''
      ? 'a restore overwrites data and was not confirmed'
      : `confirm is ${JSON.stringify(confirm)}, but the stack that would be overwritten is ${JSON.stringify(stack)}`,
    { remedy: `Set the input \`confirm: ${stack}\` if that is the stack whose data shall be replaced.` }
  )
