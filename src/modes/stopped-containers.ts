import { readFacts } from '../drivers/facts.js'
import { atWork } from '../host-script/at-work.js'
import { armLease, makeQuiet } from '../host-script/lease.js'
import { startRestored } from '../host-script/prove-restore.js'
import type { Lease, QuietContainer } from '../host-script/quiet-list.js'
import { GRACE_SECONDS } from '../host-script/undo-restore.js'
import type { Host } from '../hosts/host.js'
import type { Run } from './run.js'

/** What a restore stops, and for whom. */
export interface Stopping {
  readonly host: Host
  readonly lease: Lease
  readonly run: Pick<Run, 'log'>
}

/**
 * Stops the containers that run and must not while a restore exchanges old for new, and gives them. Before that a lease is armed on the
 * host, also where there is none to stop: it takes the restore back where this run cannot.
 */
export async function stopContainers<Container extends QuietContainer>(
  { host, lease, run }: Stopping,
  stops: readonly Container[]
): Promise<readonly Container[]> {
  if (stops.length > 0) run.log.info(`Stopping ${tell(stops)}`)
  const listed = await armRestore({ host, lease, run }, stops)
  await host.run(atWork(lease, 'staging', makeQuiet(lease, listed, GRACE_SECONDS)), {
    name: 'docker stop',
    timeoutSeconds: 60 + listed.length * (GRACE_SECONDS + 60)
  })
  return listed
}

/** Arms the lease of a restore, and gives the containers that run. */
export async function armRestore<Container extends QuietContainer>(
  { host, lease }: Stopping,
  stops: readonly Container[]
): Promise<readonly Container[]> {
  const { stdout } = await host.run(armLease(lease, stops), { name: 'the lease', timeoutSeconds: 60 })
  const running = new Set(readFacts(stdout.toString()).all('listed'))
  return stops.filter(({ id }) => running.has(id))
}

/** Starts what was stopped; the lease lasts on in the journal of the restore. */
export async function startContainers(
  { host, lease, run }: Stopping,
  stopped: readonly QuietContainer[]
): Promise<void> {
  if (stopped.length > 0) run.log.info(`Starting ${tell(stopped)}`)
  await host.run(startRestored(lease, stopped), {
    name: 'docker start',
    timeoutSeconds: GRACE_SECONDS + (stopped.length + 2) * 60
  })
}

const tell = (containers: readonly QuietContainer[]): string => containers.map(({ name }) => name).join(', ')
