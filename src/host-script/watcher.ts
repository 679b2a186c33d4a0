import { PART_HANGS, PATIENCE_SECONDS } from './at-work.js'
import { END_RUN } from './end-run.js'
import { FIND_LOCK, freeLock, isOwner, LOCK_SECONDS, renewLock, takeLock } from './lock.js'
import type { Lease } from './quiet-list.js'
import { lines, type Script, sh } from './script.js'
import { stateFolder } from './state-folder.js'

// An hour, for a Docker that comes back.
const TRIES = 720

/** How long a watcher waits. */
export interface Patience {
  /** Seconds for a part of the restore that is at work. */
  readonly partSeconds: number
  /** Seconds for which it keeps the lock while it sets things right; what it does may hang as well. */
  readonly lockSeconds: number
}

const USUAL: Patience = { partSeconds: PATIENCE_SECONDS, lockSeconds: 3600 }

/**
 * The watcher of a lease: waits until the run no longer has the lock, takes the list by renaming it, so that the run sees that it came
 * too late, and starts what is on it; also what a run began to start and could not. Ends when the list is gone, and no restore is under way.
 *
 * Where a restore is under way it takes the lock over itself, as the next run would, and does what that would do; while another run has the
 * lock it leaves all to that one. What hangs it waits for without the lock, so that the next run can say so.
 */
export const watcher = (
  { stack, token }: Lease,
  { partSeconds, lockSeconds } = USUAL
): Script => sh`${stateFolder(stack)}
exec 2>"$state"/trouble.${token}
${END_RUN}
journal=$state/journal.${token}
restores() {
  find_phase
  [ "$phase" = swapping ] || [ "$phase" = swapped ]
}
# Taken back, but not all of it started.
is_down() {
  [ -d "$journal" ] && [ -s "$state"/fired.${token} ]
}
underway() {
  [ -e "$state"/quiet.${token} ] || [ -e "$state"/ending.${token} ] || restores || is_down
}
is_alive() {
  ${FIND_LOCK}
  ${isOwner(token, { yes: sh`[ "$until" -gt "$(date +%s)" ]`, no: sh`return 1` })}
}
start_listed() {
  list=$state/fired.${token}
  mv "$state"/quiet.${token} "$list" 2>/dev/null || mv "$state"/ending.${token} "$list" 2>/dev/null || list=$state/quiet.${token}
  tries=0
  until [ ! -e "$list" ] || start_all "$list" ${token} || [ "$tries" -ge ${TRIES} ]; do
    tries=$((tries + 1))
    sleep 5
  done
  # An empty list says that all of it was started: what is stopped later is stopped on purpose.
  if [ -e "$list" ] && [ "$tries" -lt ${TRIES} ]; then : >"$list"; fi
}
${takeBack({ stack, token }, lockSeconds)}
patience=${partSeconds}
if [ -s "$state"/quiet.${token} ] || grep -q 'docker ' "$journal"/*.undo 2>/dev/null; then docker ps --quiet >/dev/null || exit; fi
echo $$ >"$state"/armed.${token} || exit
tries=0
how=asked
hanging=no
while underway; do
  if is_alive; then
    for noted in "$journal"/phase.*; do
      if [ -e "$noted" ]; then touch -c "$noted"; fi
    done
    sleep 2
  elif [ -d "$journal" ]; then
    if [ "$hanging" = no ] || ! others_work; then
      if take_back || is_hopeless; then exit; fi
    fi
    tries=$((tries + 1))
    if [ "$tries" -ge ${TRIES} ]; then exit; fi
    sleep 5
  else
    start_listed
    exit
  fi
done`

/** Starts the watcher that stands in the folder. A service of systemd is no process of the login, which some systems end with the user's last session. */
export const startWatcher = ({ token }: Lease): Script => sh`as_service() {
  command -v systemd-run >/dev/null 2>&1 && [ -d /run/systemd/system ] || return
  set -- systemd-run --quiet --collect ${`--unit=predeploy-lease-${token}`}
${lines(DOCKER_READS.map((name) => sh`  if [ -n "\${${{ text: name }}:-}" ]; then set -- "$@" "--setenv=${{ text: name }}=$${{ text: name }}"; fi`))}
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || return
    set -- sudo -n "$@" "--uid=$(id -u)" "--gid=$(id -g)"
  fi
  "$@" /bin/sh "$state"/watch.${token} </dev/null >/dev/null 2>&1
}
if ! as_service; then
  detach=
  if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
  nohup $detach sh "$state"/watch.${token} </dev/null >/dev/null 2>&1 &
fi`

// Defines `take_back`, which has the lock while it sets right what the run left.
function takeBack({ stack, token }: Lease, lockSeconds: number): Script {
  const claim = {
    stack,
    // Not the run's own, so that a run that comes back sees that it is too late.
    token: `host-${token}`,
    owner: JSON.stringify({
      token: `host-${token}`,
      run: 'the host itself, which ends a restore whose run is not heard of'
    })
  }
  const pause = Math.min(LOCK_SECONDS / 4, lockSeconds)
  return sh`take_lock() (
  ${takeLock(claim, undefined)}
)
renew_lock() (
  ${renewLock(claim)}
)
free_lock() (
  ${freeLock(claim)}
)
keep_lock() {
  kept_for=0
  while kill -0 $$ && [ "$kept_for" -lt ${lockSeconds} ]; do
    sleep ${pause}
    renew_lock
    kept_for=$((kept_for + ${pause}))
  done
}
take_back() {
  case $(take_lock) in *lock=taken*) ;; *) return 1 ;; esac
  keep_lock >/dev/null 2>&1 &
  keeping=$!
  taken_back=0
  # Where that was tried before, somebody may have started something since, or restored.
  if [ -e "$journal/stuck" ] || [ -e "$journal/overlaid" ]; then how=unasked; fi
  told=$(end_run ${token} ${claim.token} "$how" own) || taken_back=$?
  how=unasked
  if [ "$taken_back" = ${PART_HANGS} ]; then hanging=yes; else hanging=no; fi
  case $told in *undone=*) true >"$state"/undone.${token} && printf '%s\n' "$told" >"$state"/undone.${token} ;; esac
  kill "$keeping"
  wait "$keeping"
  free_lock >/dev/null
  return "$taken_back"
}`
}

// What says which Docker is meant; a service starts with none of it.
const DOCKER_READS = [
  'HOME',
  'PATH',
  'LC_ALL',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'DOCKER_API_VERSION'
]
