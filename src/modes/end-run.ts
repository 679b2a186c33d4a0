import { readFacts } from '../drivers/facts.js'
import { LEASE_IS_OVER } from '../host-script/at-work.js'
import { endOwnRun } from '../host-script/end-run.js'
import type { RestorePart } from '../host-script/journal.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'

/** What was set right on the host for a run. */
export interface EndedRun {
  /** How far its restore was before. */
  readonly phase: string | undefined
  /** Which part of it that was. */
  readonly part: RestorePart
  /** Whether there is a journal of a restore, or was. */
  readonly journal: boolean
  /** `undone`: the old data is in service; `stuck`: not all of it could be put back; `late`: another has the lock, and does all this. */
  readonly restore: 'untouched' | 'undone' | 'stuck' | 'late'
  /** What of the old data is lost although it was put back, each a sentence that begins with its component. */
  readonly incomplete: readonly string[]
  /** Components whose old data was removed on purpose to make room, so that it cannot be put back. */
  readonly cleared: readonly string[]
  /** Whether an earlier restore is still to be taken back, or made good. */
  readonly unmended: boolean
  /** Whether it had begun to stop containers. */
  readonly stopping: boolean
  /** Names of the containers that were started. */
  readonly started: readonly string[]
  /** What the restore left that could not be removed: component and reason. */
  readonly left: readonly string[]
  /** Until when the old data is kept. */
  readonly keptUntil: Date | undefined
  /** Why not all of it was done. */
  readonly failure: string | undefined
  /** The process of a part of the restore that does not end: nothing was done because of it. */
  readonly hanging: string | undefined
}

/** Takes back what a restore exchanged and did not prove, starts what the run stopped, and removes what it staged or keeps no longer. */
export async function endRun(host: Host, lease: Lease): Promise<EndedRun> {
  const { stdout, stderr } = await host.run(endOwnRun(lease), {
    name: 'the end of the run',
    timeoutSeconds: 3600
  })
  const ended = readFacts(stdout.toString())
  const status = Number(ended.one('status'))
  const said = stderr.trim()
  const kept = ended.optional('kept')
  const part = ended.optional('part')
  return {
    phase: ended.optional('phase'),
    part: part === 'first' || part === 'last' ? part : 'whole',
    journal: ended.optional('journal') !== 'gone',
    restore: restoreOf(status, { undone: ended.all('undone'), stuck: ended.all('stuck') }),
    incomplete: ended.all('incomplete'),
    cleared: ended.all('cleared'),
    unmended: ended.optional('unmended') !== undefined,
    stopping: ended.optional('lease') !== undefined,
    started: ended.all('started').map((line) => line.split(' ').at(-1) ?? line),
    left: ended.all('left'),
    keptUntil: kept === undefined ? undefined : new Date(Number(kept) * 1000),
    hanging: ended.optional('hangs'),
    failure: status === 0 ? undefined : said === '' ? `exit status ${status}` : said
  }
}

function restoreOf(
  status: number,
  { undone, stuck }: { readonly undone: readonly string[]; readonly stuck: readonly string[] }
): EndedRun['restore'] {
  if (status === LEASE_IS_OVER) return 'late'
  if (stuck.length > 0) return 'stuck'
  return undone.length > 0 ? 'undone' : 'untouched'
}
