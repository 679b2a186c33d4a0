import type { KnownBackup } from '../backup-set/selection.js'
import type { Plan } from '../config/plan.js'
import { about } from '../errors.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import type { Agreement, WantedBackup } from './agreement.js'
import { withHealth } from './await-health.js'
import { cancellableHost } from './cancellable-host.js'
import { type ChosenComponent, chooseComponents } from './choose-components.js'
import { compareStored } from './compare-stored.js'
import { findBackup } from './find-backup.js'
import { type FoundComponent, findComponents, lookAtHost } from './find-components.js'
import { makeRoom, warningsOfRoom } from './make-room.js'
import { collectProblems } from './problems.js'
import { findQuietContainers, type RunningContainer } from './quiet.js'
import { refuseStoppedNeeds, stopsOf } from './restore-journal.js'
import type { Run } from './run.js'
import type { RestoredComponent } from './stage.js'
import { findUnfinished } from './unfinished-restore.js'

/** What a restore is asked for. */
export interface RestoreRequest extends Agreement {
  /** Names of components; all that the backup holds where absent. */
  readonly components?: readonly string[]
  /** Whether what is there now is backed up before it is replaced. */
  readonly safetyBackup: boolean
  /** Whether old data may go before the new is staged, where there is no room for both. */
  readonly makeRoom: boolean
}

/** What a restore works with. */
export interface Restoring {
  readonly plan: Plan
  readonly request: RestoreRequest
  readonly reference: WantedBackup
  readonly run: Run
  readonly host: Host
  readonly store: Store
}

/** What shall be brought back. */
export interface Wanted {
  readonly backup: KnownBackup
  readonly chosen: readonly ChosenComponent[]
}

/** The backup, and what the host is like before it is brought back there. */
export interface Restorable extends Wanted {
  readonly tools: ReadonlySet<string>
  /** What is there now. */
  readonly found: readonly FoundComponent[]
  readonly components: readonly RestoredComponent[]
  /** What is quiet while the safety backup captures. */
  readonly quiet: readonly RunningContainer[]
  /** The runs whose restores keep the old data on purpose. */
  readonly kept: ReadonlySet<string>
  /** What is stopped while old and new change places, in this order. */
  readonly stops: readonly RunningContainer[]
  readonly warnings: readonly string[]
}

/** Finds the backup, and what of it is wanted. Throws where it is not whole in the store. */
export async function findWanted(restoring: Restoring): Promise<Wanted> {
  const { plan, run, host, store } = restoring
  const { reference, components } = await wantedOf(restoring)
  const backup = await findBackup(store, plan.stack, { reference, log: run.log })
  const chosen = chooseComponents(backup, plan.components, components)
  const { id, stack, startedAt, host: origin } = backup.manifest
  run.log.info(`The backup is ${id} of ${stack}, made ${startedAt} on ${origin}, and goes to ${host.label}`)
  const artifacts = chosen.flatMap(({ entry }) => entry.artifacts)
  await compareStored(store, { ...backup.manifest, artifacts }, CHANGED)
  return { backup, chosen }
}

/** Looks at the host and changes nothing. Throws everything that keeps the components from being restored. */
export async function lookBeforeRestore(restoring: Restoring, wanted: Wanted): Promise<Restorable> {
  const { plan, request, run, host } = restoring
  const { chosen } = wanted
  const seen = await lookForRestore(cancellableHost(host, run.signal), { chosen, plan, request, run })
  return { ...wanted, ...seen }
}

async function wantedOf({ plan, request, reference, run, host }: Restoring) {
  const { components } = request
  if (reference.kind !== 'unfinished') return { reference, components }
  const unfinished = await findUnfinished(cancellableHost(host, run.signal), plan.stack)
  return { reference: unfinished.reference, components: components ?? unfinished.components }
}

const CHANGED =
  'Nothing was touched. Something removed or changed objects of this backup: restore another one.'

const lookForRestore = (
  host: Host,
  { chosen, plan, request, run }: Pick<Restoring, 'plan' | 'request' | 'run'> & Pick<Restorable, 'chosen'>
): Promise<Omit<Restorable, 'backup' | 'chosen'>> =>
  run.log.group(`Look at ${host.label}`, async () => {
    const planned = chosen.map((component) => component.planned)
    const asked = (plan.restore?.stops ?? []).map((reference) => ({ action: 'stop' as const, reference }))
    const looking = lookAtHost(host, plan.stack)
    const quiesced = request.safetyBackup ? (plan.quiesce?.containers ?? []) : []
    const [{ tools, kept }, writers, quiet, found] = await collectProblems('not everything can be restored', [
      looking,
      findQuietContainers(host, { containers: asked, key: 'restore.stop' }),
      findQuietContainers(host, { containers: quiesced, key: 'quiesce' }),
      findComponents(host, planned, {
        // Where the look at the host fails, that is told by itself.
        beside: looking.then(
          ({ kept }) => ({ kept }),
          () => ({})
        )
      })
    ])
    const beside = await collectProblems(
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
    const components = await makeRoom(host, beside, request)
    refuseStoppedNeeds(stopsOf(writers, components), components)
    const warnings = [
      ...components.flatMap(({ name, restoration }) =>
        (restoration.warnings ?? []).map((text) => `${name}: ${text}`)
      ),
      ...warningsOfRoom(components, plan)
    ]
    for (const warning of warnings) run.log.warn(warning)
    const stops = await withHealth(host, stopsOf(writers, components))
    return { tools, kept, found, quiet, components, stops, warnings }
  })
