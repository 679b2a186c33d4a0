import { setTimeout as sleep } from 'node:timers/promises'

/** How long something is tried again, in seconds. */
export interface Patience {
  /** How long nothing may succeed before it is given up. */
  readonly giveUp: number
  /** The first pause; each further one is twice as long, up to the longest, less a random part. */
  readonly firstPause: number
  readonly longestPause: number
  /** How long a new connection may take. */
  readonly connect: number
  /** How long a connection may be silent. */
  readonly idle: number
  /** How long a connection may be silent while the store puts the parts of an upload together. */
  readonly idleAtCompletion: number
}

/** Rides out an outage of half a minute, and gives up after one and a half. */
export const usualPatience: Patience = {
  giveUp: 90,
  firstPause: 0.25,
  longestPause: 8,
  connect: 10,
  idle: 50,
  idleAtCompletion: 900
}

/** Cleaning up after a failure keeps nobody waiting for long: later runs sweep what is left. */
export const cleaningPatience = (patience: Patience): Patience => ({
  ...patience,
  giveUp: Math.min(patience.giveUp, 20)
})

/** How to try something again. */
export interface Retrying<Result> {
  readonly attempt: () => Promise<Result>
  readonly patience: Patience
  /** Whether it may well succeed a little later. */
  readonly worthwhile: (error: unknown) => boolean
  /** Hears each failure that is followed by another attempt, with the pause before that in seconds. */
  readonly onRetry: (error: unknown, pause: number) => void
  readonly signal: AbortSignal
}

/** Tries until it succeeds, until trying is not worthwhile, or until patience ends; rejects with the last error. */
export async function retrying<Result>(options: Retrying<Result>): Promise<Result> {
  const { attempt, patience, worthwhile, onRetry, signal } = options
  const clock = retryClock(patience)
  for (;;) {
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (!worthwhile(error)) throw error
      const pause = clock.failed()
      if (pause === undefined) throw error
      onRetry(error, pause)
      await pauseFor(pause, signal)
    }
  }
}

/** Waits for some seconds; rejects with the reason of `signal` as soon as that is aborted. */
export async function pauseFor(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/** Counts failures in a row. */
export interface RetryClock {
  /** Notes a failure; gives the pause before the next attempt in seconds, or undefined when patience has ended. */
  failed(): number | undefined
  /** Notes progress: patience starts anew. */
  progressed(): void
}

// Three attempts at least, since one may take longer than all patience: a big part over a slow line.
export function retryClock(patience: Patience, seconds = () => performance.now() / 1000): RetryClock {
  let failures = 0
  let since = 0
  return {
    failed: () => {
      const now = seconds()
      if (failures === 0) since = now
      failures += 1
      const pause =
        Math.min(patience.firstPause * 2 ** (failures - 1), patience.longestPause) * (0.5 + Math.random() / 2)
      return failures >= 3 && now + pause - since > patience.giveUp ? undefined : pause
    },
    progressed: () => {
      failures = 0
    }
  }
}
