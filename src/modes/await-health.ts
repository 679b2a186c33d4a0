import { setTimeout as sleep } from 'node:timers/promises'
import { readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { askHealth } from '../host-script/quiet-containers.js'
import type { QuietContainer } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import type { RunningContainer } from './quiet.js'
import type { Run } from './run.js'

/** What is waited for. */
export interface AwaitedHealth {
  readonly containers: readonly RunningContainer[]
  readonly seconds: number
  /** How the configuration is told to wait for longer. */
  readonly longer: string
  readonly run: Pick<Run, 'log' | 'signal'>
}

/** Waits until containers that were stopped run, and are healthy where they have a check. Throws a UserError about those that are not in time. */
export async function awaitHealth(
  host: Host,
  { containers, seconds, longer, run }: AwaitedHealth
): Promise<void> {
  const well = containers.filter(({ ill }) => !ill)
  // A deploy may be what mends it.
  for (const { name } of containers.filter(({ ill }) => ill))
    run.log.warn(`${name} was not well before it was stopped: nobody waits for its health.`)
  if (well.length === 0) return
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    run.signal.throwIfAborted()
    const { stdout } = await host.run(askHealth(well.map(({ id }) => id)), {
      name: 'docker inspect',
      timeoutSeconds: 60
    })
    const ill = illOf(well, readFacts(stdout.toString()).all('health'))
    if (ill.length === 0) return
    if (performance.now() >= deadline || ill.some(({ hopeless }) => hopeless))
      throw notHealthy(ill, { seconds, longer })
    await sleep(500)
  }
}

/** Tells of containers that will be stopped whether they are well, so that nobody waits for what was ill before. */
export async function withHealth(
  host: Host,
  containers: readonly QuietContainer[]
): Promise<readonly RunningContainer[]> {
  if (containers.length === 0) return []
  const { stdout } = await host.run(askHealth(containers.map(({ id }) => id)), {
    name: 'docker inspect',
    timeoutSeconds: 60
  })
  const asked = containers.map((container) => ({ ...container, ill: false }))
  const ill = illOf(asked, readFacts(stdout.toString()).all('health')).map(({ name }) => name)
  return asked.map((container) => ({ ...container, ill: ill.includes(container.name) }))
}

interface Ill {
  readonly name: string
  readonly state: string
  /** Whether waiting does not help. */
  readonly hopeless: boolean
}

function illOf(containers: readonly RunningContainer[], health: readonly string[]): readonly Ill[] {
  const states = new Map(health.map((line) => line.split(' ')).map(([id, ...state]) => [id, state]))
  return containers.flatMap(({ id, name }) => {
    const [state = 'gone', check = 'none'] = states.get(id) ?? []
    if (state === 'running' && (check === 'none' || check === 'healthy')) return []
    const told = state === 'running' ? check : state
    return [{ name, state: told, hopeless: state === 'gone' || state === 'exited' || state === 'dead' }]
  })
}

const notHealthy = (
  ill: readonly Ill[],
  { seconds, longer }: Pick<AwaitedHealth, 'seconds' | 'longer'>
): UserError =>
  new UserError(
    ill.some(({ hopeless }) => hopeless)
      ? `${tell(ill)}, although it was started again`
      : `${tell(ill)}, ${formatDuration(seconds)} after it was started again`,
    {
      remedy: `See \`docker logs ${ill[0]?.name}\` on the host. Where it may rightly take longer: \`${longer}\`.`
    }
  )

const tell = (ill: readonly Ill[]): string => ill.map(({ name, state }) => `${name} is ${state}`).join(', ')
