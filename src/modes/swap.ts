import type { Inspection, Restoration } from '../drivers/driver.js'
import { about, asError, UserError } from '../errors.js'
import { startContainers, stopContainers } from '../host-script/container-state.js'
import type { Host } from '../hosts/host.js'
import { judge } from './judge.js'
import type { Run } from './run.js'

/** A component whose artifacts stand beside the old data, verified and counted. */
export interface StagedComponent {
  readonly name: string
  readonly restoration: Restoration
  readonly inspections: readonly Inspection[]
}

/** How a swap ended: the new data in service, the old data back in service, or stuck between the two. */
export type Swapped =
  | { readonly kind: 'swapped' }
  | { readonly kind: 'undone'; readonly error: Error }
  | { readonly kind: 'stuck'; readonly error: Error }

/** Exchanges old for staged, all components together. When anything fails, the old data of all is put back into service. */
export async function swapAll(host: Host, staged: readonly StagedComponent[], run: Run): Promise<Swapped> {
  const stops = [...new Set(staged.flatMap(({ restoration }) => restoration.stops))]
  const stop = () =>
    stops.length === 0 ? undefined : host.run(stopContainers(stops), { name: 'docker stop' })
  const start = () =>
    stops.length === 0 ? undefined : host.run(startContainers(stops), { name: 'docker start' })
  try {
    run.signal.throwIfAborted()
    await stop()
    for (const { name, restoration, inspections } of staged) {
      await host.run(restoration.swap(inspections), { name: `the swap of ${name}` })
      run.log.info(`${name}: swapped in`)
    }
    await start()
    for (const { name, restoration, inspections } of staged) {
      await judge(
        host,
        { name, check: restoration.verify, what: 'the check of what is in service' },
        inspections
      )
    }
    return { kind: 'swapped' }
  } catch (error) {
    return undoAll({ host, staged, stop, start }, error)
  }
}

async function undoAll(
  undoing: {
    readonly host: Host
    readonly staged: readonly StagedComponent[]
    readonly stop: () => Promise<unknown> | undefined
    readonly start: () => Promise<unknown> | undefined
  },
  reason: unknown
): Promise<Swapped> {
  const failures: string[] = []
  const attempt = async (what: string, work: () => Promise<unknown> | undefined) => {
    try {
      await work()
    } catch (error) {
      failures.push(about(what, error).message)
    }
  }
  await attempt('stop', undoing.stop)
  for (const { name, restoration } of undoing.staged.toReversed()) {
    await attempt(name, () => undoing.host.run(restoration.undo, { name: `the undo of ${name}` }))
  }
  await attempt('start', undoing.start)
  const message = asError(reason).message
  if (failures.length === 0) {
    const remedy = reason instanceof UserError ? reason.remedy : undefined
    return {
      kind: 'undone',
      error: new UserError(`${message}. The old data was put back and is in service.`, {
        remedy,
        cause: reason
      })
    }
  }
  return {
    kind: 'stuck',
    error: new UserError(`${message}. Putting the old data back failed as well: ${failures.join('; ')}`, {
      remedy:
        'The old data is kept on the host under names with predeploy_old or .predeploy-old: do not remove it.',
      cause: reason
    })
  }
}
