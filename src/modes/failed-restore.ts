import { asError, UserError } from '../errors.js'
import type { EndedRun } from './end-run.js'
import { endHangingPart } from './hanging-part.js'

/** A restore that failed, and could not be taken back: what lies beside the data in service is the only copy of the old. */
export class HalfSwapped extends UserError {}

/** The error that tells why a restore failed, and what state the host is in after it was ended. `going` are the components whose old data goes first. */
export function failedRestore(reason: unknown, ended: EndedRun, going: readonly string[] = []): unknown {
  const { restore, stopping, failure } = ended
  const { message } = asError(reason)
  const remedy = reason instanceof UserError ? reason.remedy : undefined
  const tell = (text: string, help = remedy) =>
    new UserError(`${message}. ${text}`, { remedy: help, cause: reason })
  const but = lost(ended)
  if (restore === 'late')
    return tell(
      'This run had not been heard of for minutes and lost its lock, so the host or another run takes back what it exchanged, and starts what it stopped.',
      `The runner or its connection stood still. The next run says what it finds; \`backup: resume\` begins the restore again.${goneFor(going)}`
    )
  if (restore === 'stuck') {
    const why =
      ended.cleared.length > 0
        ? 'What was there cannot be put back'
        : 'Putting the old data back failed as well'
    return new HalfSwapped(`${message}. ${why}: ${failure}${but}`, {
      remedy: [
        ...(ended.cleared.length > 0 && remedy !== undefined ? [remedy] : []),
        remedyOfStuck(ended)
      ].join('\n'),
      cause: reason
    })
  }
  if (failure !== undefined) {
    return tell(
      `${whereItIs(ended)}, but not all could be set right: ${failure}`,
      ended.hanging !== undefined
        ? endHangingPart(ended.hanging)
        : 'The host and the next run try again: `docker ps -a` on the host shows what does not run.'
    )
  }
  if (restore === 'undone' && ended.unmended)
    return tell(
      `What was there before this run was put back${but}. That is what an earlier restore left, which was not finished either.`,
      'Mend what is told, and restore again: `backup: resume`, or any backup of the same components. A backup run tells what the earlier restore left.'
    )
  if (restore === 'undone') return tell(`The old data was put back and is in service${but}.`)
  return stopping ? tell('Nothing was exchanged.') : reason
}

/** The error for a restore that failed, and whose host cannot be reached to end it. */
export const unreachedRestore = (reason: unknown, error: unknown, going: readonly string[] = []): UserError =>
  new UserError(
    `${asError(reason).message}. What it left on the host could not be set right from here: ${asError(error).message}`,
    {
      remedy: `What was exchanged is taken back, and what was stopped is started, by the host itself within some minutes, or by the next run, which says so. \`docker ps -a\` on the host shows what runs.${goneFor(going)}`,
      cause: reason
    }
  )

const goneFor = (going: readonly string[]): string =>
  going.length === 0
    ? ''
    : ` Where the old data of ${going.join(', ')} was gone by then (make-room), nothing is started: only a restore of this backup, or of the safety backup, brings it back.`

const whereItIs = (ended: EndedRun): string => {
  if (ended.restore === 'undone') return `The old data is in place${lost(ended)}`
  return ended.phase === 'swapping' || ended.phase === 'swapped'
    ? 'Old and new data may be mixed'
    : 'Nothing was exchanged'
}

const lost = ({ incomplete }: EndedRun): string =>
  incomplete.length === 0 ? '' : `, but not all of it: ${incomplete.join('; ')}`

/** What to do where a restore could not be taken back. */
export const remedyOfStuck = ({ cleared }: Pick<EndedRun, 'cleared'>): string =>
  cleared.length === 0
    ? KEPT
    : `What was stopped stays so. The old data of ${cleared.join(', ')} was removed to make room; what else was exchanged was put back, unless it is named above. Mend what is told, and restore with \`make-room: true\`: \`backup: resume\`, or the safety backup. Either replaces all that is there.`

const KEPT =
  'What is there may be old in one component and new in another, so what was stopped stays so. All old data is kept on the host under names with predeploy_old or .predeploy-old: do not remove it. The host goes on trying to put it back for an hour, and the next run tries as well. Mend what is told above, and `backup: undo` tries at once; or restore again (`backup: resume`), which replaces what is there.'
