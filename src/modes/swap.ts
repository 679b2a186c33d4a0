import type { Inspection, Restoration } from '../drivers/driver.js'
import { atWork } from '../host-script/at-work.js'
import { movePhase } from '../host-script/journal.js'
import { proveRestore } from '../host-script/prove-restore.js'
import type { Script } from '../host-script/script.js'
import { judge } from './judge.js'
import type { RunningContainer } from './quiet.js'
import type { Run } from './run.js'
import { type Stopping, startContainers, stopContainers } from './stopped-containers.js'

/** A component whose artifacts stand beside the old data, verified and counted. */
export interface StagedComponent {
  readonly name: string
  readonly restoration: Restoration
  readonly inspections: readonly Inspection[]
}

/** What is exchanged, and in whose journal that stands. */
export interface Swapping extends Stopping {
  readonly staged: readonly StagedComponent[]
  /** Stages what has no room before its old data is gone. */
  readonly stageRest: () => Promise<readonly StagedComponent[]>
  /** What must not run meanwhile, in the order in which it stops. */
  readonly stops: readonly RunningContainer[]
  /** Throws where what was started again is not well. */
  readonly beHealthy: (started: readonly RunningContainer[]) => Promise<void>
  /** Whether this is all that the restore is to bring back, or the last part of it. */
  readonly isLast: boolean
  readonly run: Pick<Run, 'log' | 'signal'>
}

/**
 * Exchanges old for staged, all components together, and proves that what is in service is what was staged. Whatever it throws, the
 * journal on the host says how far it came, and `endRun` takes it back; so does the host, where this run is not heard of any more. A run that is
 * cancelled is taken back as long as it is not proven.
 */
export async function swapAll(swapping: Swapping): Promise<void> {
  const { host, lease, stops, beHealthy, isLast, run } = swapping
  const note = (script: Script) => host.run(script, { name: 'the journal of the restore' })
  run.signal.throwIfAborted()
  const stopped = await stopContainers(swapping, stops)
  await note(movePhase(lease, 'staging', 'swapping'))
  const staged = [...swapping.staged, ...(await swapping.stageRest())]
  for (const { name, restoration, inspections } of staged) {
    run.signal.throwIfAborted()
    await host.run(atWork(lease, 'swapping', restoration.swap(inspections)), { name: `the swap of ${name}` })
    run.log.info(`${name}: swapped in`)
  }
  await note(movePhase(lease, 'swapping', 'swapped'))
  await startContainers(swapping, stopped)
  await beHealthy(stopped)
  for (const { name, restoration, inspections } of staged) {
    await judge(
      host,
      { name, check: restoration.verify, what: 'the check of what is in service' },
      inspections
    )
  }
  run.signal.throwIfAborted()
  await note(proveRestore(lease, isLast))
}
