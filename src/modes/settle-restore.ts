import { asError } from '../errors.js'
import { formatDuration } from '../format.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { endForDeadRuns } from './dead-runs.js'
import { type EndedRun, endRun } from './end-run.js'
import type { Run } from './run.js'
import { tellLeft } from './tell-left.js'

/** What is settled. */
export interface Settling {
  readonly lease: Lease
  /** For how long the old data stays beside the new, so that the restore can be taken back; zero where it goes at once. */
  readonly keepSeconds: number
  readonly run: Pick<Run, 'log' | 'signal'>
}

/**
 * Removes what a proven restore left beside the data in service, or keeps it for a while, and what earlier restores left that it made
 * good. Gives warnings: the restore is good, whatever becomes of these.
 */
export async function settleRestore(
  host: Host,
  { lease, keepSeconds, run }: Settling
): Promise<readonly string[]> {
  const warnings: string[] = []
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      warnings.push(`${what}, and the next run tries again: ${asError(error).message}`)
    }
  }
  await attempt('what the restore left on the host could not be removed', async () => {
    const ended = await endRun(host, lease)
    warnings.push(...warningsOf(lease.stack, ended))
    if (keepSeconds > 0) tellKept(ended, keepSeconds, run)
  })
  await attempt('not all that earlier runs left could be set right', async () => {
    await endForDeadRuns(host, lease, { purpose: 'restore', run })
  })
  for (const warning of warnings) run.log.warn(warning)
  return warnings
}

/** What an ended run could not remove or start, for people. */
export const warningsOf = (stack: string, { left, failure }: EndedRun): readonly string[] => [
  ...left.map((what) => tellLeft(stack, what)),
  ...(failure === undefined ? [] : [`not all that the restore left could be set right: ${failure}`])
]

function tellKept({ keptUntil }: EndedRun, seconds: number, { log }: Settling['run']): void {
  if (keptUntil === undefined) log.warn('The old data could not be kept, so `backup: undo` finds nothing.')
  else
    log.notice(
      `The old data stays on the host for ${formatDuration(seconds)}: \`mode: restore\` with \`backup: undo\` brings it back.`
    )
}
