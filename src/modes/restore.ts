import { manifestKey } from '../backup-set/keys.js'
import type { ManifestComponent } from '../backup-set/manifest.js'
import type { KnownBackup } from '../backup-set/selection.js'
import type { Plan } from '../config/plan.js'
import { about, asError } from '../errors.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { type Agreement, agreedReference } from './agreement.js'
import { cancellableHost } from './cancellable-host.js'
import { type ChosenComponent, chooseComponents } from './choose-components.js'
import { compareStored } from './compare-stored.js'
import { findBackup } from './find-backup.js'
import { findComponents, findHostTools } from './find-components.js'
import { withLock } from './lock.js'
import { collectProblems } from './problems.js'
import { type Run, withHostAndStore } from './run.js'
import { type RestoredComponent, stageAll } from './stage.js'
import { HalfSwapped, swapAll } from './swap.js'

/** What a restore is asked for. */
export interface RestoreRequest extends Agreement {
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
  const reference = agreedReference(plan.stack, request)
  return withHostAndStore(run, (host, store) =>
    withLock({ host, plan, run }, (locked) =>
      restoreLocked({ plan, request, reference, run: locked, host, store })
    )
  )
}

interface Restoring {
  readonly plan: Plan
  readonly request: RestoreRequest
  readonly reference: ReturnType<typeof agreedReference>
  readonly run: Run
  readonly host: Host
  readonly store: Store
}

async function restoreLocked({
  plan,
  request,
  reference,
  run,
  host,
  store
}: Restoring): Promise<RestoreResult> {
  const backup = await findBackup(store, plan.stack, { reference, log: run.log })
  const chosen = chooseComponents(backup, plan.components, request.components)
  const { id, stack, startedAt, host: origin } = backup.manifest
  run.log.info(`Restoring ${id} of ${stack}, made ${startedAt} on ${origin}, to ${host.label}`)
  const artifacts = chosen.flatMap(({ entry }) => entry.artifacts)
  await compareStored(store, { ...backup.manifest, artifacts }, CHANGED)
  // The exchange, an undo and the clean-up go on to their end: they run on the host itself.
  const stoppable = cancellableHost(host, run.signal)
  const { tools, components, warnings } = await lookAround(stoppable, chosen, run)
  try {
    const staged = await run.log.group('Stage beside the old data', () =>
      stageAll({ host: stoppable, store, run, backup, tools }, components)
    )
    await run.log.group('Exchange old for new', () => swapAll(host, staged, run))
  } catch (error) {
    // Where the undo failed, what a discard would remove is the only copy of the old data.
    if (!(error instanceof HalfSwapped)) await discardAll(host, components, run)
    throw error
  }
  const left = await discardAll(host, components, run)
  return {
    ...backup,
    key: store.fullKey(manifestKey(stack, id)),
    components: chosen.map(({ entry }) => entry),
    warnings: [...warnings, ...left]
  }
}

const CHANGED =
  'Nothing was touched. Something removed or changed objects of this backup: restore another one.'

interface Surroundings {
  readonly tools: ReadonlySet<string>
  readonly components: readonly RestoredComponent[]
  readonly warnings: readonly string[]
}

const lookAround = (host: Host, chosen: readonly ChosenComponent[], run: Run): Promise<Surroundings> =>
  run.log.group(`Look at ${host.label}`, async () => {
    const planned = chosen.map((component) => component.planned)
    const [tools, found] = await Promise.all([findHostTools(host), findComponents(host, planned)])
    const components = await collectProblems(
      'not everything can be restored',
      chosen.map(async ({ planned, entry }, index) => {
        try {
          const restoration = found[index]?.found.restoration(entry, run.token)
          if (restoration === undefined) throw new Error('the host told nothing of it')
          return { name: planned.name, planned, restoration }
        } catch (error) {
          throw about(planned.name, error)
        }
      })
    )
    const warnings = components.flatMap(({ name, restoration }) =>
      (restoration.warnings ?? []).map((text) => `${name}: ${text}`)
    )
    for (const warning of warnings) run.log.warn(warning)
    return { tools, components, warnings }
  })

async function discardAll(
  host: Host,
  components: readonly RestoredComponent[],
  run: Run
): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const { name, restoration } of components) {
    try {
      await host.run(restoration.discard, { name: `the clean-up of ${name}` })
    } catch (error) {
      warnings.push(
        `${name}: what the restore left on the host could not be removed: ${asError(error).message}`
      )
    }
  }
  for (const warning of warnings) run.log.warn(warning)
  return warnings
}
