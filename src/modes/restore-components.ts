import { asError } from '../errors.js'
import type { RestorePart } from '../host-script/journal.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { awaitCheck } from './await-check.js'
import { awaitHealth } from './await-health.js'
import { cancellableHost } from './cancellable-host.js'
import { type EndedRun, endRun } from './end-run.js'
import { failedRestore, unreachedRestore } from './failed-restore.js'
import { lookBeforeRestore, type Restorable, type Restoring, type Wanted } from './look-before-restore.js'
import { openRestoreJournal } from './restore-journal.js'
import type { Run } from './run.js'
import { safetyBackup } from './safety-backup.js'
import { settleRestore } from './settle-restore.js'
import { goesFirst, stageAll, verifyAll } from './stage.js'
import { stageInstead } from './stage-instead.js'
import { swapAll } from './swap.js'
import { tellLeft } from './tell-left.js'

/** What became of components that were restored together. */
export interface RestoredTogether {
  readonly warnings: readonly string[]
  /** The backup of what was replaced; none where nothing was there, or none was wanted. */
  readonly safetyBackupId: string | undefined
  /** When they were in service and proven, by the clock of this process. */
  readonly provenAt: number
}

/** The place of components in a restore that is made in parts. */
export interface PartOfRestore {
  /** Names of all components of the restore. */
  readonly whole: readonly string[]
  readonly part: RestorePart
}

/** Brings components back, all of them or none: whatever fails puts the old data of all back. */
export async function restoreComponents(
  restoring: Restoring,
  wanted: Wanted,
  { whole, part }: PartOfRestore
): Promise<RestoredTogether> {
  const { plan, request, run, host, store } = restoring
  const restorable = await lookBeforeRestore(restoring, wanted)
  const { backup, tools, components, stops, warnings } = restorable
  // The exchange, an undo and the clean-up go on to their end: they run on the host itself.
  const stoppable = cancellableHost(host, run.signal)
  const lease = { stack: plan.stack, token: run.token }
  const instead = components.filter(goesFirst)
  const keepSeconds = instead.length > 0 ? 0 : (plan.restore?.keepOldSeconds ?? 0)
  const staging = { host: stoppable, store, run, backup, tools }
  // Before the safety backup, so that little is written between that and the end of the old data.
  if (instead.length > 0)
    await run.log.group('Verify what can be staged only once the old data is gone', () =>
      verifyAll(staging, instead)
    )
  const safetyBackupId = request.safetyBackup
    ? await run.log.group('Back up what is there now', () =>
        safetyBackup({ ...restoring, host: stoppable }, restorable)
      )
    : undefined
  let opened = false
  try {
    await openRestoreJournal(stoppable, lease, {
      backup: {
        stack: backup.manifest.stack,
        id: backup.manifest.id,
        components: [...whole]
      },
      components,
      stops,
      keepSeconds,
      safetyBackupId,
      part
    })
    opened = true
    const staged = await run.log.group('Stage beside the old data', () =>
      stageAll(
        staging,
        components.filter((component) => !goesFirst(component))
      )
    )
    await run.log.group('Exchange old for new', () =>
      swapAll({
        host,
        lease,
        staged,
        stageRest: () => stageInstead(staging, lease, components),
        stops,
        isLast: part !== 'first',
        run,
        beHealthy: (started) => beHealthy(host, { plan, started, run })
      })
    )
  } catch (error) {
    await endFailed(host, { lease, run, opened, going: instead.map(({ name }) => name) }, error)
  }
  const provenAt = performance.now()
  const left = await settleRestore(host, { lease, keepSeconds, run })
  return { warnings: [...warnings, ...left], safetyBackupId, provenAt }
}

// Throws what the run ends with; but where only the answer of the last step was lost, it was proven all the same.
async function endFailed(
  host: Host,
  {
    lease,
    run,
    opened,
    going
  }: {
    readonly lease: Lease
    readonly run: Run
    readonly opened: boolean
    /** Components whose old data goes first. */
    readonly going: readonly string[]
  },
  reason: unknown
): Promise<void> {
  const found = await endRun(host, lease).catch((error: unknown) => {
    throw unreachedRestore(reason, error, going)
  })
  // Somebody else has ended it where its journal is gone.
  const ended: EndedRun = opened && !found.journal ? { ...found, restore: 'late' } : found
  for (const what of ended.left) run.log.warn(tellLeft(lease.stack, what))
  if (opened && ended.phase === 'proven' && ended.restore !== 'late') {
    run.log.warn(asError(reason).message)
    return
  }
  throw failedRestore(reason, ended, going)
}

async function beHealthy(
  host: Host,
  { plan, started, run }: Pick<Restoring, 'plan' | 'run'> & { readonly started: Restorable['stops'] }
): Promise<void> {
  const check = plan.restore?.health
  const longer = 'restore: { health: { timeout: 10m } }'
  await awaitHealth(host, { containers: started, seconds: check?.seconds ?? 120, longer, run })
  if (check !== undefined) await awaitCheck(host, check, run)
}
