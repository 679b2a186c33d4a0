import { type Facts, readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { endDeadRuns } from '../host-script/end-run.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { cancellableHost } from './cancellable-host.js'
import { endHangingPart, HangingPart } from './hanging-part.js'
import type { Run } from './run.js'
import { tellLeft } from './tell-left.js'

/** What for, and who asks. */
export interface EndingDeadRuns {
  readonly purpose: Parameters<typeof endDeadRuns>[1]
  readonly run: Pick<Run, 'log' | 'signal'>
}

/**
 * Ends what runs that died left on the host, where it could not do so by itself: takes back what a restore exchanged, starts what was
 * stopped, removes what was staged. Throws HangingPart where something of that is still at work and does not end.
 */
export async function endForDeadRuns(
  host: Host,
  lease: Lease,
  { purpose, run: { log, signal } }: EndingDeadRuns
): Promise<{ readonly undone: boolean }> {
  const { stdout, stderr } = await cancellableHost(host, signal).run(endDeadRuns(lease, purpose), {
    name: 'the end of dead runs',
    timeoutSeconds: 3600
  })
  const ended = readFacts(stdout.toString())
  const undone = ended.all('undone').length > 0
  const started = ended.all('started').map((line) => line.split(' ').at(-1))
  if (undone) log.notice(TAKEN_BACK)
  if (started.length > 0) {
    const why = undone ? 'Started again' : 'A run died while it kept containers from running; they run again'
    log.notice(`${why}: ${started.join(', ')}`)
  }
  for (const sentence of ended.all('incomplete')) log.warn(sentence)
  for (const what of ended.all('left')) log.warn(tellLeft(lease.stack, what))
  if (ended.one('status') !== '0') throw notEnded(lease.stack, ended, stderr.trim())
  return { undone }
}

const TAKEN_BACK =
  'A restore whose run had died was taken back: the data from before it is in service. `mode: restore` with `backup: resume` begins it again.'

function notEnded(stack: string, ended: Facts, said: string): UserError {
  const [hanging] = ended.all('hangs')
  if (hanging !== undefined)
    return new HangingPart(
      `a part of a restore of ${stack} hangs on the host, process ${hanging}: that restore was not finished, and cannot be taken back below it`,
      { remedy: endHangingPart(hanging) }
    )
  const [stuck] = ended.all('stuck')
  if (stuck === undefined)
    return new UserError(`a run died, and not all that it left could be set right: ${said}`, {
      remedy:
        'See `docker ps -a` on the host, and why they do not start. What shall never start again can be removed (docker rm); what runs is let be. This run has touched nothing else.'
    })
  const used = ended.all('in-use')
  const why =
    ended.optional('overlaid') !== undefined
      ? 'it was not taken back, since a later restore replaced a part of what it had exchanged'
      : used.length > 0
        ? `it was not taken back, since ${used.join(', ')} runs and may have written since`
        : `it could not be taken back: ${said}`
  const cleared = ended.all('cleared')
  return new UserError(`a restore of ${stack} was not finished, and ${why}`, {
    remedy: [
      cleared.length > 0
        ? `The old data of ${cleared.join(', ')} went to make room for the new, so only a restore brings it back: of the same backup, or of the safety backup. Old data of other components is kept under names with predeploy_old or .predeploy-old. Any of these ends it:`
        : 'What is there may be old in one component and new in another. The old data is kept under names with predeploy_old or .predeploy-old. Any of these ends it:',
      '  `mode: restore` with `backup: resume`, or with another backup into the same containers, volumes and paths, replaces all of it.',
      ...(cleared.length > 0
        ? []
        : [
            '  `mode: restore` with `backup: undo` takes it back, once what is told above is mended; what was written since is gone.'
          ]),
      `  Where what is there is right as it is: remove ~/.predeploy-backup/${stack}/journal.${stuck} on the host (or the same in /var/tmp/predeploy-backup-*).`
    ].join('\n')
  })
}
