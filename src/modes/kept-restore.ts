import { type Facts, readFact, readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { claimKept, lookAtKept } from '../host-script/keep-old.js'
import type { Lease, QuietContainer } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { type UnfinishedRestore, unfinishedSchema } from './unfinished-restore.js'

/** What whoever asks for it finds to take back. */
export interface Undoable {
  /** Whether the host took back by itself what a run that died had exchanged, and nobody was told yet. Then that is told, and no kept restore is touched. */
  readonly undoneByHost: boolean
  readonly restore: KeptRestore | undefined
}

/** A restore that can be taken back. */
export interface KeptRestore {
  /** Until when its old data is kept; for ever where it was not finished. */
  readonly until: Date | undefined
  readonly restored: UnfinishedRestore | undefined
  /** What is stopped while it is taken back, in this order. */
  readonly stops: readonly QuietContainer[]
}

/** What could be taken back. Changes nothing. Throws a UserError where there is nothing, or where it cannot be. */
export async function findUndoable(host: Host, stack: string): Promise<Undoable> {
  const { stdout } = await host.run(lookAtKept(stack), { name: LOOK, timeoutSeconds: 60 })
  const facts = readFacts(stdout.toString())
  const [until, restored] = [facts.optional('kept'), facts.optional('restored')]
  const unfinished = facts.optional('unfinished') !== undefined
  const undoneByHost = facts.optional('undone') !== undefined
  if (!unfinished && !undoneByHost) refuseReplaced(facts)
  refuseCleared(facts)
  if (until === undefined && !unfinished) {
    if (undoneByHost) return { undoneByHost, restore: undefined }
    throw nothingKept(stack)
  }
  const restore: KeptRestore = {
    until: until === undefined ? undefined : new Date(Number(until) * 1000),
    restored: restored === undefined ? undefined : readFact(unfinishedSchema, restored, 'the restore'),
    stops: stopsIn(facts)
  }
  return { undoneByHost, restore }
}

/** Makes the journal of a kept restore that of the run itself, and gives what has to stop. Throws as `findUndoable` does. */
export async function claim(host: Host, lease: Lease): Promise<readonly QuietContainer[]> {
  const { stdout } = await host.run(claimKept(lease), { name: LOOK, timeoutSeconds: 60 })
  const facts = readFacts(stdout.toString())
  refuseReplaced(facts)
  if (facts.optional('claimed') === undefined) throw nothingKept(lease.stack)
  return stopsIn(facts)
}

const LOOK = 'the look for a restore whose old data is kept'

const stopsIn = (facts: Facts): readonly QuietContainer[] =>
  facts.all('stop').map((line) => {
    const [, id = '', name = ''] = /^\S+ (\S+) (.*)$/.exec(line) ?? []
    return { action: 'stop', id, name }
  })

function refuseReplaced(facts: Facts): void {
  const gone = facts.all('gone')
  if (gone.length === 0) return
  throw new UserError(
    `the restore cannot be taken back: ${gone.join(', ')} was removed or made anew since, and what uses the data now is not known`,
    {
      remedy:
        'Nothing was touched, and the old data stays for as long as it was to be kept. Restore a backup instead: the one that was made before the restore has everything (`safety-backup-id`).'
    }
  )
}

function refuseCleared(facts: Facts): void {
  const cleared = facts.all('cleared')
  if (cleared.length === 0) return
  throw new UserError(
    `the restore cannot be taken back: the old data of ${cleared.join(', ')} was removed to make room for the new`,
    { remedy: 'Restore a backup instead: `backup: resume`, or the safety backup that was made before.' }
  )
}

const nothingKept = (stack: string): UserError =>
  new UserError(`there is no restore of ${stack} that could be taken back: the host keeps no old data`, {
    remedy:
      'Old data stays after a restore only with `restore: { keep-old: 1h }` in the configuration, and for so long. A backup can be restored at any time: `backup: latest`, or an id.'
  })
