import type { Plan } from '../config/plan.js'
import { UserError } from '../errors.js'
import { reopenKept } from '../host-script/keep-old.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { type EndedRun, endRun } from './end-run.js'
import { unreachedRestore } from './failed-restore.js'
import { endHangingPart } from './hanging-part.js'
import { claim } from './kept-restore.js'
import { lastingHost } from './lasting-host.js'
import { withLock } from './lock.js'
import type { Run } from './run.js'
import { warningsOf } from './settle-restore.js'
import { armRestore } from './stopped-containers.js'

/**
 * Takes back the last restore: one that died half way, or one whose old data is kept. Needs the host only. Throws a UserError where
 * there is none, or where it cannot be taken back.
 */
export async function takeBack(plan: Plan, run: Run): Promise<void> {
  const host = lastingHost(await run.connectHost(), run.connectHost)
  let undone = false
  const onEnded = (ended: { readonly undone: boolean }) => {
    undone = ended.undone
  }
  try {
    await withLock({ host, plan, run, purpose: 'undo', onEnded }, async ({ token }) => {
      // Whoever takes the lock takes back what died.
      if (!undone) await takeBackKept(host, { stack: plan.stack, token }, run)
    })
  } finally {
    await host.close()
  }
}

async function takeBackKept(host: Host, lease: Lease, run: Run): Promise<void> {
  const { log } = run
  const stops = await claim(host, lease)
  if (stops.length > 0) log.info(`Stopping ${stops.map(({ name }) => name).join(', ')}`)
  let reason: unknown
  try {
    await armRestore({ host, lease, run }, stops)
    await host.run(reopenKept(lease), { name: 'the journal of the restore', timeoutSeconds: 60 })
  } catch (error) {
    reason = error
  }
  const ended = await endRun(host, lease).catch((error: unknown) => {
    throw unreachedRestore(reason ?? new UserError('the restore was not taken back'), error)
  })
  if (reason !== undefined && ended.restore === 'untouched') throw reason
  if (ended.restore !== 'undone') throw notTakenBack(ended)
  for (const warning of [...warningsOf(lease.stack, ended), ...ended.incomplete]) log.warn(warning)
  log.notice('The restore was taken back: the data from before it is in service.')
  if (ended.started.length > 0) log.info(`Started again: ${ended.started.join(', ')}`)
  if (ended.failure !== undefined)
    throw new UserError(`the old data is in place, but not all is in service: ${ended.failure}`, {
      remedy: '`docker ps -a` on the host shows what does not run. The next run tries to start it.'
    })
}

const notTakenBack = ({ failure = 'the lock had run out', hanging }: EndedRun): UserError =>
  new UserError(`the restore could not be taken back: ${failure}`, {
    remedy:
      hanging !== undefined
        ? endHangingPart(hanging)
        : 'What was stopped stays so, since its data may be old in one component and new in another. All data is on the host: do not remove what has predeploy_old or .predeploy-old in its name. The host tries again for an hour, and so does each run; `mode: restore` of a backup replaces what is there.'
  })
