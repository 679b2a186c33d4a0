import { setFolder } from '../backup-set/keys.js'
import type { KnownBackup } from '../backup-set/selection.js'
import type { PlannedComponent } from '../config/plan.js'
import type { Inspection, Restoration } from '../drivers/driver.js'
import { about } from '../errors.js'
import { formatBytes, formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import { tellCounts } from '../report/counts.js'
import type { Store } from '../stores/store.js'
import { startProgress } from '../transfer/progress.js'
import { relayStage } from '../transfer/relay-stage.js'
import { judge } from './judge.js'
import type { Run } from './run.js'
import type { StagedComponent } from './swap.js'

/** A component and how it is brought back. */
export interface RestoredComponent {
  readonly name: string
  readonly planned: PlannedComponent
  readonly restoration: Restoration
}

/** What staging needs beside the components. */
export interface Staging {
  readonly host: Host
  readonly store: Store
  readonly run: Run
  readonly backup: KnownBackup
  readonly tools: ReadonlySet<string>
}

/** Puts every artifact beside the old data, verified on the way, and counts what was staged. Nothing old is touched. */
export async function stageAll(
  context: Staging,
  components: readonly RestoredComponent[]
): Promise<readonly StagedComponent[]> {
  const staged: StagedComponent[] = []
  for (const { name, planned, restoration } of components) {
    const inspections: Inspection[] = []
    for (const stage of restoration.stages) {
      const subject = stage.artifact.part === undefined ? name : `${name}/${stage.artifact.part}`
      inspections.push(await stageOne(context, { subject, planned, stage }))
    }
    await judge(
      context.host,
      { name, check: restoration.count, what: 'the count of what was staged' },
      inspections
    )
    staged.push({ name, restoration, inspections })
  }
  return staged
}

async function stageOne(
  { host, store, run, backup, tools }: Staging,
  {
    subject,
    planned,
    stage
  }: { subject: string; planned: PlannedComponent; stage: Restoration['stages'][number] }
): Promise<Inspection> {
  const started = performance.now()
  const progress = startProgress(subject, run.log.info)
  try {
    run.signal.throwIfAborted()
    const key = setFolder(backup.manifest.stack, backup.manifest.id) + stage.artifact.key
    const inspection = await relayStage(
      { host, store, name: subject, timeoutSeconds: planned.timeoutSeconds, progress, signal: run.signal },
      stage,
      key,
      tools
    )
    const finish = stage.finish?.(inspection)
    if (finish !== undefined) {
      await host.run(finish, {
        name: `the staging of ${subject}`,
        timeoutSeconds: planned.timeoutSeconds
      })
    }
    const seconds = (performance.now() - started) / 1000
    run.log.info(
      [
        `${subject}: ${formatBytes(stage.artifact.bytes)} staged and verified`,
        ...tellCounts(inspection.counts, 8),
        formatDuration(seconds)
      ].join(' · ')
    )
    return inspection
  } catch (error) {
    throw about(subject, error)
  } finally {
    progress.stop()
  }
}
