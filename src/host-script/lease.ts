import { type Lease, listEntry, type QuietContainer } from './quiet-list.js'
import { lines, type Script, sh } from './script.js'
import { TELL_TIME } from './start-quiet.js'
import { stateFolder } from './state-folder.js'
import { startWatcher, watcher } from './watcher.js'

/**
 * Arms the dead-man switch: writes down which of the containers run, and starts a watcher that outlives the login. When the run no
 * longer has the lock, because nobody renewed it or another run took it, the watcher starts them by itself and leaves word that it did.
 * Prints `listed=<id>` for each that runs; only those may be stopped. What an
 * earlier lease of the run could not start stays on the list. Where a restore has a journal, the watcher takes back what it exchanged.
 * Fails where the watcher does not come up.
 */
export const armLease = (
  lease: Lease,
  containers: readonly QuietContainer[]
): Script => sh`${stateFolder(lease.stack)}
${
  containers.length === 0
    ? undefined
    : sh`states=$(docker inspect --type container --format '{{.Id}} {{.State.Status}}' ${containers.map(({ id }) => id)}) || exit`
}
journal=$state/journal.${lease.token}
# What is paused has its data open, so a restore stops it; for a backup it is quiet.
if [ -d "$journal" ]; then too=paused; else too=running; fi
rm -f "$state"/ended.${lease.token} "$state"/told.${lease.token} "$state"/stopping.${lease.token}
: >"$state"/list.${lease.token} || exit
for left in "$state"/quiet.${lease.token} "$state"/ending.${lease.token} "$state"/fired.${lease.token}; do
  if [ -e "$left" ]; then cat "$left" >>"$state"/list.${lease.token} || exit; fi
done
${lines(
  containers.map(
    (container) => sh`case $states in
  *${`${container.id} running`}* | *${`${container.id} restarting`}* | *${`${container.id} `}"$too"*)
    printf '%s\n' ${listEntry(container)} >>"$state"/list.${lease.token} || exit
    printf 'listed=%s\n' ${container.id} ;;
esac`
  )
)}
if [ -d "$journal" ]; then
  cp "$state"/list.${lease.token} "$journal"/ran || exit
  sync "$journal"/ran "$journal" 2>/dev/null || :
elif [ ! -s "$state"/list.${lease.token} ]; then
  rm -f "$state"/list.${lease.token}
  exit 0
fi
printf '%s\n' ${watcher(lease).text} >"$state"/watch.${lease.token} || exit
mv "$state"/list.${lease.token} "$state"/quiet.${lease.token} || exit
rm -f "$state"/ending.${lease.token} "$state"/fired.${lease.token}
${startWatcher(lease)}
tries=0
until [ -e "$state"/armed.${lease.token} ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo 'the watcher that would start containers again did not come up' >&2
    cat "$state"/trouble.${lease.token} >&2
    for file in quiet watch trouble; do rm -f "$state/$file".${lease.token}; done
    exit 1
  fi
  sleep 0.1 2>/dev/null || { sleep 1; tries=$((tries + 9)); }
done`

/**
 * Stops or pauses the containers in order, as long as the lease lasts. Prints `quieted=<id> <seconds>` when it begins with each; the
 * seconds are those since the host started.
 */
export const makeQuiet = (
  { stack, token }: Lease,
  containers: readonly QuietContainer[],
  graceSeconds: number
): Script => sh`${stateFolder(stack)}
${TELL_TIME}
${lines(
  containers.map(
    // Whoever ends the lease first takes its list away and looks then what is being stopped; so one of the two sees the other.
    ({
      action,
      id
    }) => sh`printf '%s\n' ${id} ${action === 'stop' ? graceSeconds : 0} >"$state"/stopping.${token} || exit
if [ ! -e "$state"/quiet.${token} ]; then echo 'the lease is over' >&2; exit 1; fi
printf 'quieted=%s %s\n' ${id} "$(uptime_seconds)"
${action === 'stop' ? sh`docker stop -t ${graceSeconds} ${id}` : pause(id)} >/dev/null || { status=$?; rm -f "$state"/stopping.${token}; exit "$status"; }
rm -f "$state"/stopping.${token}`
  )
)}`

// What ended by itself while it drained is as quiet as can be.
const pause = (id: string): Script =>
  sh`{ docker pause ${id} || [ "$(docker inspect --type container --format '{{.State.Status}}' -- ${id})" = exited ]; }`
