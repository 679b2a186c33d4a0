import { manifestKey } from '../backup-set/keys.js'
import type { ManifestComponent } from '../backup-set/manifest.js'
import type { KnownBackup } from '../backup-set/selection.js'
import type { Plan, UserCommand } from '../config/plan.js'
import { asError, UserError } from '../errors.js'
import { agreedReference } from './agreement.js'
import { bareOf, bringUp, filesFirst, findLacking } from './bare-host.js'
import { cancellableHost } from './cancellable-host.js'
import type { ChosenComponent } from './choose-components.js'
import { withLock } from './lock.js'
import { findWanted, type RestoreRequest, type Restoring, type Wanted } from './look-before-restore.js'
import { type RestoredTogether, restoreComponents } from './restore-components.js'
import { type Run, withHostAndStore } from './run.js'

/** What a restore tells the next steps. */
export interface RestoreResult extends KnownBackup {
  readonly key: string
  readonly components: readonly ManifestComponent[]
  readonly warnings: readonly string[]
  /** The backup of what was replaced; none where nothing was there, or none was wanted. */
  readonly safetyBackupId: string | undefined
  /** Seconds until what was restored was in service and proven. */
  readonly rtoSeconds: number
}

/**
 * Brings a backup back: everything is staged beside the old data and verified before anything is replaced, then exchanged
 * by renames; whatever fails puts the old data back.
 */
export async function restore(plan: Plan, request: RestoreRequest, run: Run): Promise<RestoreResult> {
  const began = performance.now()
  const reference = agreedReference(plan.stack, request)
  return withHostAndStore(run, (host, store) =>
    withLock({ host, plan, run, purpose: 'restore' }, (locked) =>
      restoreLocked({ plan, request, reference, run: locked, host, store }, began)
    )
  )
}

async function restoreLocked(restoring: Restoring, began: number): Promise<RestoreResult> {
  const { plan, request, run, host, store } = restoring
  const wanted = await findWanted(restoring)
  if (!request.safetyBackup) run.log.warn(UNSAFE)
  const up = plan.restore?.up
  const lacking = await findLacking(cancellableHost(host, run.signal), wanted.chosen, plan)
  const whole = wanted.chosen.map(({ planned }) => planned.name)
  const done =
    up === undefined || lacking.length === 0
      ? [await restoreComponents(restoring, wanted, { whole, part: 'whole' })]
      : await restoreBare(restoring, wanted, { up, lacking, whole })
  const { backup, chosen } = wanted
  const { id, stack } = backup.manifest
  return {
    ...backup,
    key: store.fullKey(manifestKey(stack, id)),
    components: chosen.map(({ entry }) => entry),
    warnings: [...(request.safetyBackup ? [] : [UNSAFE]), ...done.flatMap(({ warnings }) => warnings)],
    safetyBackupId: done.map(({ safetyBackupId }) => safetyBackupId).findLast((made) => made !== undefined),
    rtoSeconds: ((done.at(-1)?.provenAt ?? began) - began) / 1000
  }
}

// Of a host that has not all of the services yet: its files, then the services as they come, then their data.
async function restoreBare(
  restoring: Restoring,
  wanted: Wanted,
  {
    up,
    lacking,
    whole
  }: {
    readonly up: UserCommand
    readonly lacking: readonly ChosenComponent[]
    readonly whole: readonly string[]
  }
): Promise<readonly RestoredTogether[]> {
  const { run, host } = restoring
  const files = filesFirst(wanted, lacking)
  const first =
    files.chosen.length === 0
      ? []
      : [
          await restoreComponents({ ...restoring, plan: bareOf(restoring.plan) }, files, {
            whole,
            part: 'first'
          })
        ]
  try {
    await run.log.group('Bring the services up', () =>
      bringUp(cancellableHost(host, run.signal), { up, lacking, run })
    )
    const rest = { ...wanted, chosen: lacking }
    const part = first.length === 0 ? 'whole' : 'last'
    return [...first, await restoreComponents(restoring, rest, { whole, part })]
  } catch (error) {
    if (first.length === 0) throw error
    throw halfRestored(error, { done: files.chosen, lacking, up })
  }
}

// The files are what is wanted, and without them nothing could be brought up again.
function halfRestored(
  error: unknown,
  {
    done,
    lacking,
    up
  }: {
    readonly done: readonly ChosenComponent[]
    readonly lacking: readonly ChosenComponent[]
    readonly up: UserCommand
  }
): UserError {
  const names = (chosen: readonly ChosenComponent[]) => chosen.map(({ planned }) => planned.name).join(', ')
  return new UserError(
    `${asError(error).message} (restored, and left so: ${names(done)}; not restored: ${names(lacking)})`,
    {
      remedy: [
        ...(error instanceof UserError && error.remedy !== undefined ? [error.remedy] : []),
        `When that is mended, see that all services are up on the host (${up.written ?? up.command}), and run the same restore again, or \`backup: resume\`.`
      ].join('\n'),
      cause: error
    }
  )
}

const UNSAFE =
  'there is no safety backup of what was replaced: once the old data is gone from the host, nothing brings it back'
