import type { Plan } from '../config/plan.js'
import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { freeLock, LOCK_SECONDS, type LockClaim, renewLock } from '../host-script/lock.js'
import type { Host } from '../hosts/host.js'
import type { Owner } from './lock-owner.js'
import type { Run } from './run.js'
import { askAboutLock, waitForLock } from './wait-for-lock.js'

/**
 * What is done while the lock is held. The run is cancelled when the lock is lost. `waited` says that another run had it first, so
 * that what was seen before may no longer be true.
 */
export type Locked<Result> = (run: Run, lock: { readonly waited: boolean }) => Promise<Result>

/** Lets one run at a time work on a stack: waits for the lock on its host, keeps it while `body` works, and frees it. */
export async function withLock<Result>(
  host: Host,
  { stack, lockTimeoutSeconds: timeoutSeconds }: Pick<Plan, 'stack' | 'lockTimeoutSeconds'>,
  run: Run,
  body: Locked<Result>
): Promise<Result> {
  const claim: LockClaim = { stack, token: run.token, owner: JSON.stringify(ownerOf(run)) }
  run.noteLock({ stack, token: run.token })
  const waited = await waitForLock(host, { claim, timeoutSeconds }, run).catch((error: unknown) => {
    // One that was cut short may have taken it all the same.
    if (!run.signal.aborted) run.noteLock(undefined)
    throw error
  })
  const renewals = renewUntilEnded(host, claim)
  try {
    return await body({ ...run, signal: AbortSignal.any([run.signal, renewals.lost]) }, { waited })
  } finally {
    await renewals.end()
    await free(host, claim, run)
  }
}

/** Frees the lock of a run, where it still has it. */
export async function free(
  host: Host,
  claim: Pick<LockClaim, 'stack' | 'token'>,
  { log, noteLock }: Pick<Run, 'log' | 'noteLock'>
): Promise<void> {
  try {
    // A runner that cancels waits for ten seconds in all.
    await askAboutLock(host, freeLock(claim), AbortSignal.timeout(5000))
    noteLock(undefined)
  } catch (error) {
    log.notice(
      `The lock of ${claim.stack} could not be freed: it ends by itself within ${formatDuration(LOCK_SECONDS)}. (${asError(error).message})`
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

interface Renewals {
  /** Aborted when another run has the lock, or may have it. */
  readonly lost: AbortSignal
  end(): Promise<void>
}

function renewUntilEnded(host: Host, claim: LockClaim): Renewals {
  const losing = new AbortController()
  let renewedAt = performance.now()
  let renewal = Promise.resolve()
  const renew = async (): Promise<void> => {
    const asked = performance.now()
    try {
      const answer = await askAboutLock(host, renewLock(claim))
      if (answer.one('lock') === 'kept') renewedAt = asked
      else losing.abort(lostTo(claim.stack))
    } catch (error) {
      // What is wrong with the host ends the work by itself; the lock is lost only once others may have it.
      if (performance.now() - renewedAt > LOCK_SECONDS * 1000) losing.abort(runOut(claim.stack, error))
    }
  }
  const timer = setInterval(() => {
    renewal = renewal.then(renew)
  }, RENEWAL_MS)
  timer.unref()
  return {
    lost: losing.signal,
    end: () => {
      clearInterval(timer)
      return renewal
    }
  }
}

// Some may fail, or come late, before others take the run for dead.
const RENEWAL_MS = 20_000

const lostTo = (stack: string): UserError =>
  new UserError(
    `another run took over the lock of ${stack}, since this one did not renew it for ${formatDuration(LOCK_SECONDS)}`,
    {
      remedy: 'Was the runner stopped for a while, or its network? Run it again when the other run has ended.'
    }
  )

const runOut = (stack: string, cause: unknown): UserError =>
  new UserError(
    `the lock of ${stack} could not be renewed for ${formatDuration(LOCK_SECONDS)}, and another run may have begun: ${asError(cause).message}`,
    { remedy: 'See whether the host can be reached, and run it again.', cause }
  )
