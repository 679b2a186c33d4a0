import type { PlannedComponent } from '../config/plan.js'
import { about, asError, UserError } from '../errors.js'
import type { FoundComponent } from './find-components.js'
import type { Restorable, Restoring } from './look-before-restore.js'
import { beginSet, makeSet } from './make-set.js'
import { collectProblems } from './problems.js'
import { quietStates } from './quiet.js'

/**
 * Backs up what a restore is about to replace, as it is now, and gives the id of that backup; nothing where nothing is there. Throws a
 * UserError where it cannot be captured, with what to do.
 */
export async function safetyBackup(
  { plan, run, host, store }: Restoring,
  { found, tools, quiet, kept }: Pick<Restorable, 'found' | 'tools' | 'quiet' | 'kept'>
): Promise<string | undefined> {
  // As they will be while what a backup stops is stopped.
  const present = found
    .filter(({ found: { absent } }) => absent !== true)
    .map(({ planned, probed }) => {
      const all = planned.component.found(probed, { quiet: quietStates(quiet), kept })
      return { planned, probed, found: all.present?.() ?? all }
    })
  if (present.length === 0) return undefined
  const chosen: readonly PlannedComponent[] = present.map(({ planned }) => planned)
  await requireCapturable(present)
  const backing = { plan, chosen, run, host, store }
  const { manifest } = await beginSet(backing)
    .then((begun) =>
      makeSet(backing, begun, {
        tools,
        components: present,
        phase: 'safety',
        quieting: { host, stack: plan.stack, quiesce: plan.quiesce, containers: quiet, run }
      })
    )
    .catch((error: unknown) => {
      run.signal.throwIfAborted()
      throw notSafe(error)
    })
  run.log.info(`What is there now is stored as ${manifest.id}, to be restored as any backup`)
  return manifest.id
}

const requireCapturable = (components: readonly FoundComponent[]): Promise<unknown> =>
  collectProblems(
    'not everything that would be replaced can be backed up before',
    components.map(async ({ planned, found }) => {
      try {
        return found.captures()
      } catch (error) {
        throw about(planned.name, error)
      }
    })
  ).catch((error: unknown) => {
    throw notSafe(error)
  })

const notSafe = (error: unknown): UserError =>
  new UserError(
    `what is there now could not be backed up before it would be replaced: ${asError(error).message}`,
    {
      remedy: [
        ...(error instanceof UserError && error.remedy !== undefined ? [error.remedy] : []),
        'Nothing was replaced. Where what is there is too broken to be captured, and is not worth it: the input `safety-backup: false` restores without. Then only the old data beside the new can bring it back, and only until the restore is green (`restore: { keep-old: 1h }` keeps it longer).'
      ].join('\n'),
      cause: error
    }
  )
