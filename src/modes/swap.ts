import type { Inspection, Restoration } from '../drivers/driver.js'
import { readFacts } from '../drivers/facts.js'
import { about, asError, UserError } from '../errors.js'
import { startContainers, stopContainers } from '../host-script/container-state.js'
import type { Host } from '../hosts/host.js'
import { isLostConnection } from '../hosts/host-command-error.js'
import { judge } from './judge.js'
import type { Run } from './run.js'

/** A component whose artifacts stand beside the old data, verified and counted. */
export interface StagedComponent {
  readonly name: string
  readonly restoration: Restoration
  readonly inspections: readonly Inspection[]
}

/** A swap that failed and could not be undone: what lies beside the data in service is the only copy of the old. */
export class HalfSwapped extends UserError {}

/**
 * Exchanges old for staged, all components together. When anything fails, the old data of all is put back into service and the
 * reason is thrown; where that fails too, HalfSwapped.
 */
export async function swapAll(host: Host, staged: readonly StagedComponent[], run: Run): Promise<void> {
  run.signal.throwIfAborted()
  const containers = containersOf(host, staged, run)
  let begun = false
  try {
    await containers.stop()
    for (const component of staged) {
      begun = true
      await host.run(component.restoration.swap(component.inspections), {
        name: `the swap of ${component.name}`
      })
      run.log.info(`${component.name}: swapped in`)
    }
    await containers.start()
    for (const { name, restoration, inspections } of staged) {
      await judge(
        host,
        { name, check: restoration.verify, what: 'the check of what is in service' },
        inspections
      )
    }
  } catch (error) {
    throw await undone({ host, staged, begun, containers }, error)
  }
}

interface Containers {
  stop(): Promise<void>
  start(): Promise<void>
}

function containersOf(host: Host, staged: readonly StagedComponent[], { log }: Run): Containers {
  const ids = [...new Set(staged.flatMap(({ restoration }) => restoration.stops))]
  const told = `${ids.length === 1 ? 'the container' : 'the containers'} ${ids.map((id) => id.slice(0, 12)).join(', ')}`
  return {
    async stop() {
      if (ids.length === 0) return
      log.info(`Stopping ${told}`)
      await host.run(stopContainers(ids), { name: 'docker stop' })
    },
    async start() {
      if (ids.length === 0) return
      log.info(`Starting ${told}`)
      await host.run(startContainers(ids), { name: 'docker start' })
    }
  }
}

// A script that was cut off from here may go on there for a moment, and an undo that comes before its end would find nothing to undo.
const SETTLING_MS = 15_000

interface Undoing {
  readonly host: Host
  readonly staged: readonly StagedComponent[]
  /** Whether the swap of any was begun. */
  readonly begun: boolean
  readonly containers: Containers
}

/** Puts the old data back and gives the error that tells why, and what state the host is in. */
async function undone({ host, staged, begun, containers }: Undoing, reason: unknown): Promise<UserError> {
  const { message } = asError(reason)
  if (isLostConnection(reason)) await new Promise((resolve) => setTimeout(resolve, SETTLING_MS))
  const stopped = begun ? await failuresOf([['the containers', containers.stop]]) : []
  const incomplete: string[] = []
  const undo = async ({ name, restoration }: StagedComponent): Promise<void> => {
    const { stdout } = await host.run(restoration.undo, { name: `the undo of ${name}` })
    const sentences = readFacts(stdout.toString()).all('incomplete')
    incomplete.push(...sentences.map((sentence) => `${name}: ${sentence}`))
  }
  // Data that is exchanged below a server that runs is not in service, and the server may write over it.
  const kept =
    stopped.length > 0 || !begun
      ? stopped
      : await failuresOf(staged.toReversed().map((component) => [component.name, () => undo(component)]))
  const started = await failuresOf([['the containers', containers.start]])
  if (kept.length > 0) {
    return new HalfSwapped(
      `${message}. Putting the old data back failed as well: ${[...kept, ...started].join('; ')}`,
      { remedy: KEPT, cause: reason }
    )
  }
  if (started.length > 0) {
    return new UserError(
      `${message}. The old data is in place, but not all is in service: ${started.join('; ')}`,
      {
        remedy: 'Start the containers that were stopped: `docker ps -a` on the host shows them.',
        cause: reason
      }
    )
  }
  const remedy = reason instanceof UserError ? reason.remedy : undefined
  const but = incomplete.length === 0 ? '' : `, but not all of it: ${incomplete.join('; ')}`
  return new UserError(`${message}. The old data was put back and is in service${but}.`, {
    remedy,
    cause: reason
  })
}

const KEPT =
  'What is in service may be old in one component and new in another. All old data is kept on the host under names with predeploy_old or .predeploy-old: do not remove it. Mend what is told above, start the containers, and restore again: that replaces what is in service.'

async function failuresOf(
  work: readonly (readonly [string, () => Promise<unknown>])[]
): Promise<readonly string[]> {
  const failures: string[] = []
  for (const [subject, attempt] of work) {
    try {
      await attempt()
    } catch (error) {
      failures.push(about(subject, error).message)
    }
  }
  return failures
}
