import { formatDuration } from '../format.js'
import type { Log } from '../log.js'
import type { Store } from '../stores/store.js'

/** The time by which a backup is named: the runner's, or the store's where the two differ by more than a minute. The store tells it with each answer. */
export function checkedTime(store: Store, log: Log): Date {
  const here = new Date()
  const there = store.time() ?? here
  const skewSeconds = Math.abs(+here - +there) / 1000
  if (skewSeconds <= 60) return here
  log.notice(
    `The clock of this machine is ${formatDuration(skewSeconds)} off from the store's; the backup takes the store's time.`
  )
  return there
}
