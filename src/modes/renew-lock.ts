import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { LOCK_SECONDS, type LockClaim, renewLock } from '../host-script/lock.js'
import type { Host } from '../hosts/host.js'
import { askAboutLock } from './ask-about-lock.js'
import { readOwner, tellOwner } from './lock-owner.js'
import { untilAborted } from './until-aborted.js'

/** What keeps a lock. */
export interface Renewals {
  /** Aborted when another run has the lock, or may have it soon. */
  readonly lost: AbortSignal
  /** Ends it at once, whatever is under way. */
  end(): Promise<void>
}

/** Renews a lock until it is ended. `connect` opens another connection, for hosts that let in no further session on the one that works. */
export function renewUntilEnded(host: Host, claim: LockClaim, connect: () => Promise<Host>): Renewals {
  const losing = new AbortController()
  const ending = new AbortController()
  let renewedAt = performance.now()
  let askedAt = renewedAt
  let underWay = false
  let failure: unknown = 'no answer'
  let spare: Promise<Host> | undefined

  const ask = async () => {
    if (spare === undefined) {
      const impatient = new AbortController()
      const timer = setTimeout(() => impatient.abort(), PATIENCE_MS)
      const signal = AbortSignal.any([ending.signal, impatient.signal])
      try {
        return await untilAborted(askAboutLock(host, renewLock(claim), signal), signal)
      } catch (error) {
        if (!impatient.signal.aborted) throw error
      } finally {
        clearTimeout(timer)
      }
    }
    // What works may hold all sessions that the server allows, and for hours.
    spare ??= connect()
    try {
      return await untilAborted(askAboutLock(await spare, renewLock(claim), ending.signal), ending.signal)
    } catch (error) {
      void spare.then(
        (opened) => opened.close(),
        () => undefined
      )
      spare = undefined
      throw error
    }
  }
  const renew = async (): Promise<void> => {
    const asked = performance.now()
    askedAt = asked
    underWay = true
    try {
      const answer = await ask()
      if (answer.one('lock') === 'kept') renewedAt = asked
      else losing.abort(lostTo(claim.stack, answer.optional('owner')))
    } catch (error) {
      // What is wrong with the host ends the work by itself; the lock is lost only once others may have it.
      failure = error
    } finally {
      underWay = false
    }
  }
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - renewedAt > (LOCK_SECONDS - MARGIN_SECONDS) * 1000) losing.abort(runOut(claim.stack, failure))
    else if (!underWay && now - askedAt >= RENEWAL_MS) void renew()
  }, TICK_MS)
  timer.unref()
  return {
    lost: losing.signal,
    async end() {
      clearInterval(timer)
      ending.abort(new Error('the lock is no longer renewed'))
      await spare?.then(
        (opened) => opened.close(),
        () => undefined
      )
    }
  }
}

const TICK_MS = 5000

// Some may fail, or come late, before others take the run for dead.
const RENEWAL_MS = 20_000
const PATIENCE_MS = 30_000

// The run ends before another one can begin.
const MARGIN_SECONDS = 10

const lostTo = (stack: string, owner: string | undefined): UserError =>
  new UserError(
    `the lock of ${stack} was taken over${owner === undefined ? '' : ` by ${tellOwner(readOwner(owner))}`}, because this run had not renewed it for ${formatDuration(LOCK_SECONDS)}`,
    {
      remedy: 'Was the runner stopped for a while, or its network? Run it again when the other run has ended.'
    }
  )

const runOut = (stack: string, cause: unknown): UserError =>
  new UserError(
    `the lock of ${stack} could not be renewed until it ran out, and another run may begin: ${asError(cause).message}`,
    { remedy: 'See whether the host can be reached, and run it again.', cause }
  )
