import { type Lease, listEntry, type QuietContainer } from './quiet-list.js'
import { type Script, sh } from './script.js'
import { END_LEASE } from './start-quiet.js'
import { stateFolder } from './state-folder.js'

/**
 * Starts what a lease holds, in reverse order, and ends it. Prints for each container `started=<id> <seconds> <name>`, `ran=<id> <name>`
 * where it ran already, or `gone=<id> <name>` where it was removed; then `lease=kept`, `lease=fired` where the watcher was there first, or `lease=none`. Where
 * its list was lost, `containers` are what it held. Goes on where one does not start, and fails then: the list stays, for the watcher and
 * the next run. Asked again, it tells the same again.
 */
export const endLease = (
  { stack, token }: Lease,
  containers: readonly QuietContainer[]
): Script => sh`${stateFolder(stack)}
${END_LEASE}
if [ -e "$state"/ended.${token} ]; then
  cat "$state"/ended.${token}
  exit
fi
if [ ! -e "$state"/quiet.${token} ] && [ ! -e "$state"/ending.${token} ] && [ ! -e "$state"/fired.${token} ]; then
  ${
    containers.length === 0
      ? sh`echo lease=none
  exit 0`
      : sh`printf '%s\n' ${containers.map(listEntry)} >"$state"/ending.${token} || exit`
  }
fi
end_lease ${token}`
