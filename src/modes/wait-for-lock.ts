import { setTimeout as sleep } from 'node:timers/promises'
import { type Facts, readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { LOCK_SECONDS, type LockClaim, takeLock } from '../host-script/lock.js'
import type { Script } from '../host-script/script.js'
import type { Host } from '../hosts/host.js'
import { readOwner, tellOwner } from './lock-owner.js'
import type { Run } from './run.js'

/**
 * Takes the lock, once whoever has it lets go or dies; gives whether there was anyone to wait for. Throws a UserError that names the
 * holder where that takes too long.
 */
export async function waitForLock(
  host: Host,
  { claim, timeoutSeconds }: { readonly claim: LockClaim; readonly timeoutSeconds: number },
  { log, signal }: Pick<Run, 'log' | 'signal'>
): Promise<boolean> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  let seen: { readonly until: string; readonly at: number } | undefined
  for (;;) {
    signal.throwIfAborted()
    // By this clock it was not renewed for long enough, so the host's was set back.
    const stale = seen !== undefined && seconds() - seen.at > LOCK_SECONDS ? seen.until : undefined
    const answer = await askAboutLock(host, takeLock(claim, stale), signal)
    if (answer.one('lock') === 'taken') {
      const dead = answer.optional('dead')
      if (dead !== undefined)
        log.notice(
          `Took over the lock of ${tellOwner(readOwner(dead))}: it was not renewed, so that run is dead.`
        )
      return seen !== undefined
    }
    const holder = tellOwner(readOwner(answer.one('owner')))
    if (seconds() >= timeoutSeconds) throw inUse(`${claim.stack} on ${host.label}`, holder, timeoutSeconds)
    if (seen === undefined)
      log.notice(`Waiting for ${holder} to end, at most ${formatDuration(timeoutSeconds)}.`)
    if (seen?.until !== answer.one('until')) seen = { until: answer.one('until'), at: seconds() }
    await pause(Math.min(POLL_SECONDS, timeoutSeconds - seconds()), signal)
  }
}

/** Runs a script about the lock and gives what it printed. */
export async function askAboutLock(host: Host, script: Script, signal?: AbortSignal): Promise<Facts> {
  const { stdout } = await host.run(script, {
    name: 'the script of the lock',
    timeoutSeconds: 60,
    ...(signal === undefined ? {} : { signal })
  })
  return readFacts(stdout.toString())
}

const POLL_SECONDS = 2

// The reason of the signal is what the run shall end with, not that a pause was cut short.
const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.max(seconds, 0) * 1000, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted()
    throw error
  })

const inUse = (what: string, holder: string, timeoutSeconds: number): UserError =>
  new UserError(`${what} is in use by ${holder}; waited for ${formatDuration(timeoutSeconds)}`, {
    remedy: `Let that run end and run this one again, or wait for longer: \`lock-timeout: 1h\` in the configuration. The lock of a run that is dead ends by itself within ${formatDuration(LOCK_SECONDS)}.`
  })
