import { setTimeout as sleep } from 'node:timers/promises'
import type { Plan, PlannedComponent, UserCommand } from '../config/plan.js'
import { NoContainer } from '../drivers/container.js'
import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import type { ChosenComponent } from './choose-components.js'
import { findComponents } from './find-components.js'
import type { Wanted } from './look-before-restore.js'
import type { Run } from './run.js'
import { runUserCommand } from './user-command.js'

/** What of the chosen components has to wait until the services were brought up; nothing where any of it is there, or where nobody said how. */
export async function findLacking(
  host: Host,
  chosen: readonly ChosenComponent[],
  { components, restore }: Pick<Plan, 'components' | 'restore'>
): Promise<readonly ChosenComponent[]> {
  if (restore?.up === undefined) return []
  // Files come first: what brings the services up may be among them.
  const isFiles = ({ type }: PlannedComponent) => type === 'files'
  const lacks = await Promise.all(
    components.filter((planned) => !isFiles(planned)).map((planned) => isLacking(host, planned))
  )
  // Where any is there, chosen or not, this is a stack that runs, of which something is broken: nothing is exchanged in it before all can be.
  return lacks.includes(false) ? [] : chosen.filter(({ planned }) => !isFiles(planned))
}

/** What of it is restored before the services are brought up. */
export const filesFirst = (wanted: Wanted, lacking: readonly ChosenComponent[]): Wanted => ({
  ...wanted,
  chosen: wanted.chosen.filter((component) => !lacking.includes(component))
})

/** The plan for that: what shall stop or be quiet is not there yet. */
export function bareOf({ quiesce: _quiesce, restore: _restore, ...plan }: Plan): Plan {
  return plan
}

/** Brings the services up, and waits until the components can be looked at. Throws a UserError where they cannot be in time. */
export async function bringUp(
  host: Host,
  {
    up,
    lacking,
    run
  }: { readonly up: UserCommand; readonly lacking: readonly ChosenComponent[]; readonly run: Run }
): Promise<void> {
  const { log, signal } = run
  log.info(`The host has no container or volume yet of ${tell(lacking)}: ${up.written ?? up.command}`)
  await runUserCommand(host, { name: 'restore.up', command: up, signal })
  const deadline = performance.now() + PATIENCE_SECONDS * 1000
  for (;;) {
    signal.throwIfAborted()
    try {
      await findComponents(
        host,
        lacking.map(({ planned }) => planned),
        { beside: Promise.resolve({}), check: refuseAbsent }
      )
      return
    } catch (error) {
      if (performance.now() >= deadline) throw notUp(error)
    }
    await sleep(1000)
  }
}

// A server that was never started before makes its data first.
const PATIENCE_SECONDS = 120

async function isLacking(host: Host, planned: PlannedComponent): Promise<boolean> {
  try {
    const [component] = await findComponents(host, [planned], { beside: Promise.resolve({}) })
    return component?.found.absent === true
  } catch (error) {
    return causesOf(error).some((cause) => cause instanceof NoContainer)
  }
}

function refuseAbsent({ absent }: { readonly absent?: boolean }): void {
  if (absent === true) throw new UserError('it is not there')
}

function causesOf(error: unknown): readonly unknown[] {
  const cause = asError(error).cause
  return cause === undefined ? [error] : [error, ...causesOf(cause)]
}

const notUp = (error: unknown): UserError =>
  new UserError(
    `${formatDuration(PATIENCE_SECONDS)} after restore.up ended not all is there: ${asError(error).message}`,
    {
      remedy:
        'Does `restore: { up }` bring up all containers and volumes that `components` names, and do they answer? Where the server is slow to begin, run the restore again.',
      cause: error
    }
  )

const tell = (lacking: readonly ChosenComponent[]): string =>
  lacking.map(({ planned }) => planned.name).join(', ')
