import type { Quiesce } from '../config/plan.js'
import { type Facts, readFacts } from '../drivers/facts.js'
import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { endLease } from '../host-script/end-lease.js'
import { armLease, makeQuiet } from '../host-script/lease.js'
import type { Lease, QuietContainer } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { cancellableHost } from './cancellable-host.js'
import { type Downtime, downtimeOf, requireQuiet } from './downtime.js'
import type { RunningContainer } from './quiet.js'
import type { Run } from './run.js'
import { runUserCommand } from './user-command.js'

export interface Quieting {
  readonly host: Host
  readonly stack: string
  readonly quiesce: Quiesce | undefined
  readonly containers: readonly RunningContainer[]
  readonly run: Run
}

/** What was quiet, and for how long. */
export interface Quieted {
  readonly containers: readonly RunningContainer[]
  readonly downtime: readonly Downtime[]
}

/**
 * Stops and pauses containers, lets `body` capture, and starts them again, however it ended. Before the first stop a lease is armed on
 * the host, which starts them where this run cannot. Throws where something else started them meanwhile: what was captured was not quiet.
 */
export async function whileQuiet(quieting: Quieting, body: () => Promise<unknown>): Promise<Quieted> {
  const { stack, containers, run } = quieting
  const lease: Lease = { stack, token: run.token }
  let listed: readonly RunningContainer[] = []
  let stopped: Facts | undefined
  try {
    if (containers.length > 0) listed = await arm(quieting, lease)
    // Some end by themselves while they drain: they are on the list already.
    await drain(quieting)
    if (listed.length > 0) stopped = await stop(quieting, lease, listed)
    await body()
  } catch (error) {
    throw await startBecause(quieting, { lease, listed }, error)
  }
  if (stopped === undefined) return { containers: [], downtime: [] }
  const started = await start(quieting, lease, listed).catch((error: unknown) => {
    throw stillDown(listed, error)
  })
  requireQuiet(stack, started)
  const downtime = downtimeOf(listed, stopped, started)
  run.log.info(
    `Started again: ${downtime.map(({ name, seconds }) => `${name} was down for ${formatDuration(seconds)}`).join(', ')}`
  )
  return { containers: listed, downtime }
}

async function arm({ host, containers, run }: Quieting, lease: Lease): Promise<readonly RunningContainer[]> {
  run.log.info(`Making quiet: ${containers.map(({ action, name }) => `${action} ${name}`).join(', ')}`)
  const { stdout } = await cancellableHost(host, run.signal).run(armLease(lease, containers), {
    name: 'the lease',
    timeoutSeconds: 60
  })
  const listed = new Set(readFacts(stdout.toString()).all('listed'))
  return containers.filter(({ id }) => listed.has(id))
}

async function drain({ host, quiesce, run }: Quieting): Promise<void> {
  if (quiesce?.drain === undefined) return
  run.log.info(`Draining, at most ${formatDuration(quiesce.drain.timeoutSeconds)}: ${quiesce.drain.command}`)
  await runUserCommand(host, { name: 'quiesce.drain', command: quiesce.drain, signal: run.signal })
}

async function stop(
  { host, quiesce, run }: Quieting,
  lease: Lease,
  containers: readonly QuietContainer[]
): Promise<Facts> {
  const graceSeconds = quiesce?.graceSeconds ?? 0
  const { stdout } = await cancellableHost(host, run.signal).run(makeQuiet(lease, containers, graceSeconds), {
    name: 'docker stop',
    timeoutSeconds: containers.length * (graceSeconds + DOCKER_SECONDS)
  })
  return readFacts(stdout.toString())
}

async function start(
  { host, quiesce }: Quieting,
  lease: Lease,
  containers: readonly QuietContainer[]
): Promise<Facts> {
  const ask = async () => {
    const { stdout } = await host.run(endLease(lease, containers), {
      name: 'docker start',
      timeoutSeconds: (quiesce?.graceSeconds ?? 0) + (containers.length + 2) * DOCKER_SECONDS
    })
    return readFacts(stdout.toString())
  }
  // The answer may be lost with the connection, or one container may need another before it starts.
  return ask().catch(() => ask())
}

// What a Docker that is very busy takes to stop or start one container.
const DOCKER_SECONDS = 60

// What stays down for good is worse news than what went wrong before.
async function startBecause(
  quieting: Quieting,
  { lease, listed }: { readonly lease: Lease; readonly listed: readonly RunningContainer[] },
  reason: unknown
): Promise<unknown> {
  // Nothing was stopped. What arming left on the host, the next run sweeps.
  if (listed.length === 0) return reason
  try {
    await start(quieting, lease, listed)
    return reason
  } catch (error) {
    const { message, remedy } = stillDown(listed, error)
    const remedies = [reason instanceof UserError ? reason.remedy : undefined, remedy]
    return new UserError(`${asError(reason).message}. And ${message}`, {
      remedy: remedies.filter((each) => each !== undefined).join('\n'),
      cause: reason
    })
  }
}

const stillDown = (listed: readonly RunningContainer[], error: unknown): UserError =>
  new UserError(`not all that was stopped could be started from here: ${asError(error).message}`, {
    remedy: `The host goes on trying to start ${listed.map(({ name }) => name).join(', ')} by itself once the lock has run out: look at it with \`docker ps -a\`.`,
    cause: error
  })
