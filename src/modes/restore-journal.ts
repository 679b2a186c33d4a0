import { UserError } from '../errors.js'
import { undoCleared } from '../host-script/clear-old.js'
import { addToJournal, beginJournal, openJournal, type RestorePart } from '../host-script/journal.js'
import type { Lease, QuietContainer } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { together } from './problems.js'
import type { RestoredComponent } from './stage.js'
import type { UnfinishedRestore } from './unfinished-restore.js'

/** What is written down. */
export interface Journaled {
  readonly backup: UnfinishedRestore
  readonly components: readonly RestoredComponent[]
  readonly stops: readonly QuietContainer[]
  /** How long the old data is kept once it is proven. */
  readonly keepSeconds: number
  /** The backup of what is there now. */
  readonly safetyBackupId?: string | undefined
  readonly part: RestorePart
}

/** Writes down on the host how a restore is taken back, and how what it leaves is removed, before it makes anything there. */
export async function openRestoreJournal(
  host: Host,
  lease: Lease,
  { backup, components, stops, keepSeconds, safetyBackupId, part }: Journaled
): Promise<void> {
  const work = { name: 'the journal of the restore', timeoutSeconds: 60 }
  const head = {
    stops,
    servers: serversOf(components),
    backup: JSON.stringify(backup),
    safety: safetyBackupId,
    keepSeconds,
    part
  }
  await host.run(beginJournal(lease, head), work)
  for (const [index, { name, restoration, instead }] of components.entries()) {
    const { places, discard } = restoration
    const undo = instead === undefined ? restoration.undo : undoCleared(instead.unready)
    await host.run(addToJournal(lease, { name, places, undo, discard }, index), work)
  }
  await host.run(openJournal(lease), work)
}

/** The containers that must not run while old and new change places, in the order in which they stop: writers first. */
export const stopsOf = (
  writers: readonly QuietContainer[],
  components: readonly Pick<RestoredComponent, 'restoration'>[]
): readonly QuietContainer[] => {
  const needed = components.flatMap(({ restoration }) => restoration.stops)
  const all = [...writers, ...needed.map((stop) => ({ ...stop, action: 'stop' as const }))]
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index)
}

const serversOf = (components: readonly Pick<RestoredComponent, 'restoration'>[]) =>
  components.flatMap(({ restoration: { server } }) => (server === undefined ? [] : [server]))

/** Throws where something has to stop in which a component has to be exchanged. */
export function refuseStoppedNeeds(
  stops: readonly QuietContainer[],
  components: readonly Pick<RestoredComponent, 'name' | 'restoration'>[]
): void {
  const problems = components.flatMap(({ name, restoration }) =>
    serversOf([{ restoration }])
      .filter(({ id }) => !restoration.stops.some((stop) => stop.id === id))
      .filter(({ id }) => stops.some((stop) => stop.id === id))
      .map(
        (needed) =>
          new UserError(
            `${name}: ${needed.name} has to run while its data is exchanged, and would be stopped`,
            {
              remedy: `Take ${needed.name} out of \`restore: { stop }\`; where it is stopped since it uses another component as well, restore one after the other with the input \`components\`.`
            }
          )
      )
  )
  if (problems.length > 0) throw together('the containers cannot be stopped for the restore', problems)
}
