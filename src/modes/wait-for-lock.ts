import { setTimeout as sleep } from 'node:timers/promises'
import type { Facts } from '../drivers/facts.js'
import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { LOCK_SECONDS, type LockClaim, takeLock } from '../host-script/lock.js'
import type { Host } from '../hosts/host.js'
import { isLostConnection } from '../hosts/host-command-error.js'
import { askAboutLock } from './ask-about-lock.js'
import { readOwner, tellOwner } from './lock-owner.js'
import type { Run } from './run.js'
import { untilAborted } from './until-aborted.js'

/** What is asked for, and who wants to know of it. */
export interface Waiting {
  readonly host: Host
  readonly claim: LockClaim
  readonly timeoutSeconds: number
  readonly run: Pick<Run, 'log' | 'signal'>
  /** Called when another run turns out to have the lock. */
  readonly onHeld: () => void
}

/** A lock that was taken. */
export interface Taken {
  /** Whether runs died that kept containers from running. */
  readonly leasesLeft: boolean
}

/** The lock is another run's, and stayed so for too long. */
export class InUse extends UserError {}

/** Takes the lock, once whoever has it lets go or dies. Throws InUse, which names the holder, where that takes too long. */
export async function waitForLock({ host, claim, timeoutSeconds, run, onHeld }: Waiting): Promise<Taken> {
  const { log, signal } = run
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  let seen: { readonly until: string; readonly at: number } | undefined
  for (;;) {
    // By this clock it was not renewed for long enough, so the host's was set back.
    const stale = seen !== undefined && seconds() - seen.at > LOCK_SECONDS ? seen.until : undefined
    const answer = await ask(host, { claim, stale, signal, again: seconds() < timeoutSeconds })
    if (answer?.one('lock') === 'taken') {
      const dead = answer.optional('dead')
      if (dead !== undefined) log.notice(tookOver(dead))
      return { leasesLeft: answer.optional('lease') !== undefined }
    }
    if (answer !== undefined) {
      const holder = tellOwner(readOwner(answer.one('owner')))
      if (seconds() >= timeoutSeconds) throw inUse(`${claim.stack} on ${host.label}`, holder, timeoutSeconds)
      if (seen === undefined) {
        log.notice(`Waiting for ${holder} to end, at most ${formatDuration(timeoutSeconds)}.`)
        onHeld()
      }
      if (seen?.until !== answer.one('until')) seen = { until: answer.one('until'), at: seconds() }
    }
    const pause = Math.max(Math.min(POLL_SECONDS, timeoutSeconds - seconds()), 0)
    await untilAborted(sleep(pause * 1000), signal)
  }
}

const POLL_SECONDS = 2

interface Asking {
  readonly claim: LockClaim
  readonly stale: string | undefined
  readonly signal: AbortSignal
  /** Whether there is time to ask again. */
  readonly again: boolean
}

// A connection that is lost while a run waits is no reason to end it.
async function ask(host: Host, { claim, stale, signal, again }: Asking): Promise<Facts | undefined> {
  try {
    return await untilAborted(askAboutLock(host, takeLock(claim, stale), signal), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (isLostConnection(error) && again) return undefined
    throw new UserError(
      `the lock of ${claim.stack} on ${host.label} could not be taken: ${asError(error).message}`,
      {
        remedy:
          'Runs leave word for each other in ~/.predeploy-backup of the SSH user, or in /var/tmp. Is the disk full, or read-only?',
        cause: error
      }
    )
  }
}

const tookOver = (dead: string): string =>
  `Took over the lock of ${tellOwner(readOwner(dead))}: it was not renewed, so that run is dead.`

const inUse = (what: string, holder: string, timeoutSeconds: number): UserError =>
  new InUse(`${what} is in use by ${holder}; waited for ${formatDuration(timeoutSeconds)}`, {
    remedy: `Let that run end and run this one again, or wait for longer: \`lock-timeout: 1h\` in the configuration. The lock of a run that is dead ends by itself within ${formatDuration(LOCK_SECONDS)}.`
  })
