import { setFolder } from '../backup-set/keys.js'
import type { KnownBackup } from '../backup-set/selection.js'
import type { PlannedComponent } from '../config/plan.js'
import type { Inspection, Restoration, Stage, WithoutOld } from '../drivers/driver.js'
import type { Freed } from '../drivers/room.js'
import { about, asError, UserError } from '../errors.js'
import { formatBytes, formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import { HostCommandError } from '../hosts/host-command-error.js'
import { tellCounts } from '../report/counts.js'
import type { Store } from '../stores/store.js'
import { startProgress } from '../transfer/progress.js'
import type { Relay } from '../transfer/relay.js'
import { relayStage } from '../transfer/relay-stage.js'
import { relayVerify } from '../transfer/relay-verify.js'
import { judge } from './judge.js'
import type { Run } from './run.js'
import type { StagedComponent } from './swap.js'

/** A component and how it is brought back. */
export interface RestoredComponent {
  readonly name: string
  readonly planned: PlannedComponent
  readonly restoration: Restoration
  /** Where there is no room beside its old data: how that goes first, and what that frees. */
  readonly instead?: Pick<WithoutOld, 'measure' | 'ready' | 'unready' | 'clear'> & {
    readonly freed: readonly Freed[]
  }
}

/** Whether its old data goes before the new is staged. */
export const goesFirst = ({ instead }: Pick<RestoredComponent, 'instead'>): boolean => instead !== undefined

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
  for (const component of components) {
    const { name, restoration } = component
    const inspections: Inspection[] = []
    for (const stage of restoration.stages) inspections.push(await stageOne(context, component, stage))
    await judge(
      context.host,
      { name, check: restoration.count, what: 'the count of what was staged' },
      inspections
    )
    staged.push({ name, restoration, inspections })
  }
  return staged
}

/** Reads every artifact to its end, verified, and keeps nothing of it: for those whose old data is gone before they are staged. */
export async function verifyAll(
  { store, run, backup }: Pick<Staging, 'store' | 'run' | 'backup'>,
  components: readonly RestoredComponent[]
): Promise<void> {
  for (const { name, restoration } of components) {
    for (const stage of restoration.stages) {
      await moved({ run, name, stage, done: 'verified' }, (moving) =>
        relayVerify({ store, ...moving }, stage, keyOf(backup, stage))
      )
    }
  }
}

const stageOne = (
  { host, store, run, backup, tools }: Staging,
  { name, planned: { timeoutSeconds } }: RestoredComponent,
  stage: Stage
): Promise<Inspection> =>
  moved({ run, name, stage, done: 'staged and verified' }, async (moving) => {
    const relay = { host, store, timeoutSeconds, ...moving }
    const inspection = await relayStage(relay, stage, keyOf(backup, stage), tools).catch((error: unknown) => {
      throw withRemedy(error, stage)
    })
    const finish = stage.finish?.(inspection)
    if (finish !== undefined)
      await host.run(finish, { name: `the staging of ${moving.name}`, timeoutSeconds })
    return inspection
  })

interface Moved {
  readonly run: Run
  /** Of the component. */
  readonly name: string
  readonly stage: Stage
  readonly done: string
}

// Tells how an artifact gets on, what it held, and how long it took; an error tells which it was.
async function moved(
  { run, name, stage: { artifact }, done }: Moved,
  move: (moving: Pick<Relay, 'name' | 'progress' | 'signal'>) => Promise<Inspection>
): Promise<Inspection> {
  const subject = artifact.part === undefined ? name : `${name}/${artifact.part}`
  const started = performance.now()
  const progress = startProgress(subject, run.log.info)
  try {
    run.signal.throwIfAborted()
    const inspection = await move({ name: subject, progress, signal: run.signal })
    const seconds = (performance.now() - started) / 1000
    run.log.info(
      [
        `${subject}: ${formatBytes(artifact.bytes)} ${done}`,
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

// What the tool of a database says, its driver may know.
function withRemedy(error: unknown, { remedy }: Stage): unknown {
  const known = error instanceof HostCommandError ? remedy?.(error.stderr) : undefined
  return known === undefined ? error : new UserError(asError(error).message, { remedy: known, cause: error })
}

const keyOf = ({ manifest }: KnownBackup, { artifact }: Stage): string =>
  setFolder(manifest.stack, manifest.id) + artifact.key
