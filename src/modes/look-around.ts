import type { Plan, PlannedComponent } from '../config/plan.js'
import type { Beside } from '../drivers/driver.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { cancellableHost } from './cancellable-host.js'
import { type FoundComponent, findComponents, type HostFacts, lookAtHost } from './find-components.js'
import type { LastBackup } from './last-backup.js'
import { collectProblems } from './problems.js'
import { findQuietContainers, quietStates, type RunningContainer } from './quiet.js'
import type { Run } from './run.js'

/** What a backup works with. */
export interface Backing {
  readonly plan: Plan
  readonly chosen: readonly PlannedComponent[]
  readonly run: Run
  readonly host: Host
  readonly store: Store
}

/** What host and store are like before a backup. */
export interface Surroundings {
  readonly tools: ReadonlySet<string>
  readonly components: readonly FoundComponent[]
  readonly warnings: readonly string[]
  readonly last: LastBackup
  readonly quiet: readonly RunningContainer[]
}

/**
 * Looks at the host, beside what the store holds of the last backup, and changes nothing. Throws everything together that keeps the components from being
 * captured.
 */
export const lookAround = (
  { plan, chosen, run, host: lasting, store }: Backing,
  lastRead: Promise<LastBackup>
): Promise<Surroundings> => {
  const host = cancellableHost(lasting, run.signal)
  return run.log.group(`Look at ${host.label} and ${store.label}`, async () => {
    const quieting = findQuietContainers(host, { containers: plan.quiesce?.containers ?? [], key: 'quiesce' })
    const looking = lookAtHost(host, plan.stack)
    const [last, { tools }, quiet, components] = await collectProblems('not everything can be backed up', [
      lastRead,
      looking,
      quieting,
      // What cannot be captured is told for all components at once, and before anything is written.
      findComponents(host, chosen, {
        check: (found) => found.captures(),
        beside: besideOf(quieting, looking)
      })
    ])
    run.signal.throwIfAborted()
    const warnings = [
      ...(last.unreadable === undefined
        ? []
        : [`nothing can be compared with the last backup: ${last.unreadable}`]),
      ...components.flatMap(({ planned, found }) => found.warnings.map((text) => `${planned.name}: ${text}`))
    ]
    return { tools, components, warnings, last, quiet }
  })
}

// What cannot be found out of it is told by itself.
async function besideOf(
  quieting: Promise<readonly RunningContainer[]>,
  looking: Promise<HostFacts>
): Promise<Beside> {
  const [quiet, facts] = await Promise.allSettled([quieting, looking])
  return {
    ...(quiet.status === 'fulfilled' ? { quiet: quietStates(quiet.value) } : {}),
    ...(facts.status === 'fulfilled' ? { kept: facts.value.kept } : {})
  }
}
