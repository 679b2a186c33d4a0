import { formatBytes, formatDuration } from '../format.js'

/** Tells every few seconds how far a long stream is. */
export interface Progress {
  add(bytes: number): void
  stop(): void
}

/** Reports bytes, rate and elapsed time of a stream through `say`; silent for streams that are over before the first interval. */
export function startProgress(
  subject: string,
  say: (message: string) => void,
  intervalSeconds = 5
): Progress {
  const started = performance.now()
  let total = 0
  let reported = 0
  const timer = setInterval(() => {
    const seconds = (performance.now() - started) / 1000
    const rate = (total - reported) / intervalSeconds
    reported = total
    say(`${subject}: ${formatBytes(total)} · ${formatBytes(rate)}/s · ${formatDuration(seconds)}`)
  }, intervalSeconds * 1000)
  timer.unref()
  return {
    add(bytes) {
      total += bytes
    },
    stop: () => clearInterval(timer)
  }
}
