import type { LastBackup } from './last-backup.js'
import type { Backing, Surroundings } from './look-around.js'
import { type BegunSet, beginSet } from './make-set.js'
import { collectProblems } from './problems.js'
import { abandonBecause } from './set-writer.js'

/** A look around that is under way. */
export interface Looking {
  readonly last: Promise<LastBackup>
  readonly seen: Promise<Surroundings>
}

/**
 * Waits for the look around and begins a set meanwhile, which shows whether the store takes something. Throws everything together that keeps the backup from
 * being made, before any hook runs and with nothing left in the store.
 */
export async function preflight(
  backing: Backing,
  { last, seen }: Looking
): Promise<{ readonly seen: Surroundings; readonly begun: BegunSet }> {
  // One that cannot even be read is told by the look.
  const begun = last.then(
    () => beginSet(backing),
    () => undefined
  )
  try {
    const [around, set] = await collectProblems('not everything can be backed up', [seen, begun])
    if (set === undefined) throw new Error('no set was begun')
    return { seen: around, begun: set }
  } catch (error) {
    const set = await begun.catch(() => undefined)
    if (set === undefined) throw error
    return abandonBecause(set.set, error)
  }
}
