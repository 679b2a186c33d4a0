import { latestKey } from '../backup-set/keys.js'
import { formatDuration } from '../format.js'
import type { Log } from '../log.js'
import { readText } from '../stores/json.js'
import type { Store } from '../stores/store.js'

/** The time by which a backup is named: the runner's, or the store's where the two differ by more than a minute. */
export async function checkedTime(store: Store, stack: string, log: Log): Promise<Date> {
  // Any answer carries the store's time. This one also tells early whether the store lets us in, and if not, why: a HEAD would not.
  await readText(store, latestKey(stack))
  const here = new Date()
  const there = store.time() ?? here
  const skewSeconds = Math.abs(+here - +there) / 1000
  if (skewSeconds <= 60) return here
  log.notice(
    `The clock of this machine is ${formatDuration(skewSeconds)} off from the store's; the backup takes the store's time.`
  )
  return there
}
