import type { Plan } from '../config/plan.js'
import { asError } from '../errors.js'
import { formatDuration } from '../format.js'
import { freeLock, LOCK_SECONDS, type LockClaim } from '../host-script/lock.js'
import { askAboutLock } from './ask-about-lock.js'
import { type EndingDeadRuns, endForDeadRuns } from './dead-runs.js'
import { HangingPart } from './hanging-part.js'
import type { LastingHost } from './lasting-host.js'
import { type Owner, readOwner, tellOwner } from './lock-owner.js'
import { renewUntilEnded } from './renew-lock.js'
import type { Run } from './run.js'
import { untilAborted } from './until-aborted.js'
import { InUse, waitForLock } from './wait-for-lock.js'

/** What is locked, and for whom. */
export interface Locking {
  readonly host: LastingHost
  readonly plan: Pick<Plan, 'stack' | 'lockTimeoutSeconds'>
  readonly run: Run
  /** Called when another run turns out to have the lock, or to have left containers stopped, so that what was seen before may no longer be true. */
  readonly onHeld?: () => void
  /** What for: a restore may be what mends what a dead run left, so it goes on where that cannot be set right before, unless something of it is still at work. */
  readonly purpose: EndingDeadRuns['purpose']
  /** Hears what was set right of dead runs. */
  readonly onEnded?: (ended: { readonly undone: boolean }) => void
}

/**
 * Lets one run at a time work on a stack: waits for the lock on its host, keeps it while `body` works, and frees it. The run that
 * the body gets is cancelled when the lock is lost.
 */
export async function withLock<Result>(
  { host, plan, run, purpose, onHeld = () => undefined, onEnded = () => undefined }: Locking,
  body: (run: Run) => Promise<Result>
): Promise<Result> {
  const { stack, lockTimeoutSeconds: timeoutSeconds } = plan
  const claim: LockClaim = { stack, token: run.token, owner: JSON.stringify(ownerOf(run)) }
  run.noteLock({ stack, token: run.token })
  const waiting = waitForLock({ host, claim, timeoutSeconds, run, onHeld })
  const { leasesLeft } = await waiting.catch((error: unknown) => {
    // Whatever else went wrong, the host may have given it all the same.
    if (error instanceof InUse) run.noteLock(undefined)
    throw error
  })
  const renewals = renewUntilEnded(host, claim, run.connectHost)
  try {
    if (leasesLeft) {
      // What was seen so far did not run because of a dead run.
      onHeld()
      await endForDeadRuns(host, claim, { purpose, run }).then(onEnded, (error: unknown) => {
        run.signal.throwIfAborted()
        if (purpose !== 'restore' || error instanceof HangingPart) throw error
        run.log.warn(asError(error).message)
      })
    }
    return await body({ ...run, signal: AbortSignal.any([run.signal, renewals.lost]) })
  } finally {
    await renewals.end()
    await free(host, claim, run)
  }
}

/** Frees the lock of a run. Where that cannot be, or where the run has lost it, it says so. */
export async function free(
  host: LastingHost,
  claim: Pick<LockClaim, 'stack' | 'token'>,
  { log, noteLock }: Pick<Run, 'log' | 'noteLock'>
): Promise<void> {
  try {
    // To connect anew may take longer than a runner gives to a run that is cancelled. What was noted lets `post` do it.
    if (!host.connected()) throw new Error('the connection was lost')
    const signal = AbortSignal.timeout(5000)
    const answer = await untilAborted(askAboutLock(host, freeLock(claim), signal), signal)
    noteLock(undefined)
    const owner = answer.optional('owner')
    if (answer.one('lock') === 'lost' && owner)
      log.warn(
        `${tellOwner(readOwner(owner))} took over the lock of ${claim.stack} before this run had ended.`
      )
  } catch (error) {
    log.notice(
      `The lock of ${claim.stack} was not freed: it ends by itself within ${formatDuration(LOCK_SECONDS)}. (${asError(error).message})`
    )
  }
}

const ownerOf = ({ token, tags }: Run): Owner => ({
  token,
  since: new Date().toISOString(),
  ...(tags['run-url'] === undefined ? {} : { run: tags['run-url'] }),
  ...(tags['run-attempt'] === undefined ? {} : { attempt: tags['run-attempt'] }),
  ...(tags['job'] === undefined ? {} : { job: tags['job'] })
})
