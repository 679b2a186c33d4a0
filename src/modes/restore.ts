import { manifestKey, setFolder } from '../backup-set/keys.js'
import type { ManifestComponent } from '../backup-set/manifest.js'
import { type BackupReference, type KnownBackup, parseBackupReference } from '../backup-set/selection.js'
import type { Plan, PlannedComponent } from '../config/plan.js'
import type { Inspection, Restoration } from '../drivers/driver.js'
import { about, UserError } from '../errors.js'
import { formatBytes, formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { startProgress } from '../transfer/progress.js'
import { relayStage } from '../transfer/relay.js'
import { findBackup } from './find-backup.js'
import { collectProblems, findComponents, findHostTools } from './find-components.js'
import { judge } from './judge.js'
import { type Run, withHostAndStore } from './run.js'
import { type StagedComponent, swapAll } from './swap.js'

/** What a restore is asked for. */
export interface RestoreRequest {
  readonly backup: string
  /** The stack's name, typed by whoever wants it overwritten. */
  readonly confirm: string
  /** Names of components; all that the backup holds where absent. */
  readonly components?: readonly string[]
}

/** What a restore tells the next steps. */
export interface RestoreResult extends KnownBackup {
  readonly key: string
  readonly components: readonly ManifestComponent[]
  readonly warnings: readonly string[]
}

/**
 * Brings a backup back: everything is staged beside the old data and verified before anything is replaced, then exchanged
 * by renames; whatever fails puts the old data back.
 */
export async function restore(plan: Plan, request: RestoreRequest, run: Run): Promise<RestoreResult> {
  const reference = agreedReference(plan, request)
  return withHostAndStore(run, async (host, store) => {
    const backup = await findBackup(store, plan.stack, reference)
    const chosen = chooseComponents(backup, plan.components, request.components)
    run.log.info(
      `Restoring ${backup.manifest.id} of ${backup.manifest.stack}, made ${backup.manifest.startedAt} on ${backup.manifest.host}`
    )
    const [tools, found] = await Promise.all([
      findHostTools(host),
      findComponents(
        host,
        chosen.map(({ planned }) => planned)
      )
    ])
    const restorations = await collectProblems(
      'not everything can be restored',
      found.map(async ({ planned, found: component }, index) => {
        try {
          const entry = (chosen[index] as ChosenComponent).entry
          return { name: planned.name, planned, restoration: component.restoration(entry, run.token) }
        } catch (error) {
          throw about(planned.name, error)
        }
      })
    )
    const discardAll = () => discardStaged(host, restorations, run)
    const staged = await stageAll({ host, store, run, backup, tools }, restorations).catch(async (error) => {
      await discardAll()
      throw error
    })
    const swapped = await swapAll(host, staged, run)
    // Where the undo failed, what a discard would remove is the only copy of the old data.
    if (swapped.kind === 'undone') await discardAll()
    if (swapped.kind !== 'swapped') throw swapped.error
    const warnings = await discardAll()
    return {
      ...backup,
      key: store.fullKey(manifestKey(backup.manifest.stack, backup.manifest.id)),
      components: chosen.map(({ entry }) => entry),
      warnings
    }
  })
}

function agreedReference(plan: Plan, { confirm, backup }: RestoreRequest): BackupReference {
  if (confirm !== plan.stack) {
    throw new UserError(
      confirm === ''
        ? 'a restore overwrites data and was not confirmed'
        : `confirm is ${JSON.stringify(confirm)}, but the stack that would be overwritten is ${JSON.stringify(plan.stack)}`,
      {
        remedy: `Set the input \`confirm: ${plan.stack}\` if that is the stack whose data shall be replaced.`
      }
    )
  }
  return parseBackupReference(backup)
}

interface ChosenComponent {
  readonly planned: PlannedComponent
  readonly entry: ManifestComponent
}

/** Pairs what the backup holds with what the configuration names. Throws where the two do not share a component that is wanted. */
export function chooseComponents(
  { manifest }: KnownBackup,
  planned: readonly PlannedComponent[],
  wanted: readonly string[] | undefined
): readonly ChosenComponent[] {
  const names = wanted ?? [
    ...new Set([...planned.map(({ name }) => name), ...manifest.components.map(({ name }) => name)])
  ]
  const problems: string[] = []
  const chosen = names.flatMap((name) => {
    const component = planned.find((candidate) => candidate.name === name)
    const entry = manifest.components.find((candidate) => candidate.name === name)
    if (entry === undefined) problems.push(`the backup ${manifest.id} holds no ${name}`)
    else if (component === undefined) problems.push(`the configuration names no ${name}`)
    else if (component.type !== entry.type)
      problems.push(`${name} is ${entry.type} in the backup and ${component.type} in the configuration`)
    else return [{ planned: component, entry }]
    return []
  })
  if (problems.length > 0) {
    throw new UserError(problems.join('; '), {
      remedy:
        'Name the components that shall be restored with the input `components`, or correct the configuration.'
    })
  }
  return chosen
}

interface Named {
  readonly name: string
  readonly planned: PlannedComponent
  readonly restoration: Restoration
}

async function stageAll(
  context: { host: Host; store: Store; run: Run; backup: KnownBackup; tools: ReadonlySet<string> },
  components: readonly Named[]
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
  { host, store, run, backup, tools }: Parameters<typeof stageAll>[0],
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
      `${subject}: ${formatBytes(stage.artifact.bytes)} staged and verified · ${formatDuration(seconds)}`
    )
    return inspection
  } catch (error) {
    throw about(subject, error)
  } finally {
    progress.stop()
  }
}

async function discardStaged(host: Host, components: readonly Named[], run: Run): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const { name, restoration } of components) {
    try {
      await host.run(restoration.discard, { name: `the clean-up of ${name}` })
    } catch (error) {
      warnings.push(
        `${name}: what the restore left on the host could not be removed: ${(error as Error).message}`
      )
    }
  }
  for (const warning of warnings) run.log.warn(warning)
  return warnings
}
