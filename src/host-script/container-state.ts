import { type Script, sh } from './script.js'

/** Stops containers one after the other and gives each time to end in order. */
export const stopContainers = (ids: readonly string[]): Script => sh`set -e
for container in ${ids}; do docker stop -t ${GRACE_SECONDS} "$container" >/dev/null; done`

/** Starts containers again, in reverse order of stopping; goes on where one fails, and fails then. */
export const startContainers = (ids: readonly string[]): Script => sh`status=0
for container in ${ids.toReversed()}; do docker start "$container" >/dev/null || status=1; done
exit "$status"`

// Databases flush on the way down; Docker's own ten seconds are short for them.
const GRACE_SECONDS = 120
