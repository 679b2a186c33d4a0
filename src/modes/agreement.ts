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
}

/** The backup that shall overwrite this stack. Throws all that is wrong with the agreement; the name counts where the stack is known. */
export function agreedReference(stack: string | undefined, { backup, confirm }: Agreement): BackupReference {
  const reference = check(() => readReference(backup))
  const problems = [
    ...(reference.kind === 'wrong' ? reference.problems : []),
    ...(stack === undefined || stack === confirm ? [] : [notConfirmed(stack, confirm)])
  ]
  if (reference.kind === 'wrong' || problems.length > 0)
    throw together('the restore is not agreed upon', problems)
  return reference.value
}

function readReference(backup: string): BackupReference {
  if (backup.trim() !== '') return parseBackupReference(backup)
  throw new UserError('a restore needs to know which backup', {
    remedy: 'Set the input `backup`: an id, the key of a manifest, `latest`, or `before:<git sha>`.'
  })
}

const notConfirmed = (stack: string, confirm: string): UserError =>
  new UserError(
    confirm === ''
      ? 'a restore overwrites data and was not confirmed'
      : `confirm is ${JSON.stringify(confirm)}, but the stack that would be overwritten is ${JSON.stringify(stack)}`,
    { remedy: `Set the input \`confirm: ${stack}\` if that is the stack whose data shall be replaced.` }
  )
