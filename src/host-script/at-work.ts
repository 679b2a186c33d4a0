import { FIND_LOCK, isOwner } from './lock.js'
import type { Lease } from './quiet-list.js'
import { type Script, sh } from './script.js'
import { stateFolder } from './state-folder.js'

/** The exit status of a script that did nothing, since its run no longer has the lock. */
export const LEASE_IS_OVER = 75

/** The exit status of a script that did nothing, since a part of the restore does not come to its end. */
export const PART_HANGS = 76

/** Seconds for which a part of a restore is waited for; less than what runs wait for the lock by default, so that they hear of it. */
export const PATIENCE_SECONDS = 600

/**
 * Defines `enter_work TOKEN`, which waits until nobody else works on the restore whose journal is `$journal`, and `leave_work`. What was cut
 * off from its runner goes on for a while, and must not meet an undo. Fails with `LEASE_IS_OVER`
 * where TOKEN has not the lock or loses it meanwhile, and where the journal is gone; and with `PART_HANGS` where somebody works for longer than
 * `$patience` seconds, whose process is `$worker` then. Who comes later does not wait for that one again.
 *
 * Whoever works says so first and looks at the lock then; whoever takes the lock over looks at who works then: so one of the two
 * sees the other. The sign is a name without content, which a full disk has room for; a number that another process has by now
 * is told by the time at which that began.
 */
export const WORK: Script = sh`born() {
  { IFS= read -r stat </proc/"$1"/stat; } 2>/dev/null || return
  set -- \${stat##*) }
  shift 19
  printf '%s' "$1"
}
others_work() {
  for work in "$journal"/work.*; do
    since=\${work##*.}
    worker=\${work%.*}
    worker=\${worker##*.}
    if [ ! -e "$work" ] || [ "$worker" = $$ ]; then continue; fi
    if [ "$(born "$worker")" = "$since" ]; then return 0; fi
    rm -f "$work"
  done
  return 1
}
has_lock() {
  ${FIND_LOCK}
  ${isOwner(sh`"$1"`, { yes: sh`return 0`, no: sh`return 1` })}
}
enter_work() {
  waited=0
  working=$journal/work.$$.$(born $$)
  while :; do
    if [ ! -d "$journal" ]; then return ${LEASE_IS_OVER}; fi
    # Not by a colon, with which dash itself would end where there is no room.
    true >"$working" || return
    if ! has_lock "$1"; then
      leave_work
      echo 'this run has the lock of the stack no longer' >&2
      return ${LEASE_IS_OVER}
    fi
    others_work || return 0
    # Two that wait do not wait for each other.
    leave_work
    if [ "$waited" -ge "$patience" ] || [ -e "$journal/hangs.$worker.$since" ]; then
      true >"$journal/hangs.$worker.$since"
      printf 'a part of the restore hangs on this host, process %s: see ps -p %s, end it with all that it started, or start the host anew
' "$worker" "$worker" >&2
      return ${PART_HANGS}
    fi
    sleep 1
    waited=$((waited + 1))
  done
}
leave_work() {
  rm -f "$working"
}`

/**
 * A part of a restore: it does its work only while its run has the lock, the restore is in the phase to which it belongs, and nobody else works on it;
 * else it ends with `LEASE_IS_OVER`.
 */
export const atWork = (
  { stack, token }: Lease,
  phase: JournalPhase,
  script: Script
): Script => sh`${stateFolder(stack)}
journal=$state/journal.${token}
${WORK}
working=
patience=${PATIENCE_SECONDS}
trap leave_work EXIT
enter_work ${token} || exit
if [ ! -e "$journal"/phase.${phase} ]; then
  echo ${`the restore is not ${phase} any more`} >&2
  exit ${LEASE_IS_OVER}
fi
umask "$login_mask"
${script}`

/**
 * How far a restore is: it puts things beside the old data, exchanges old for new, has exchanged all of it, or was taken back. What is
 * `swapping` or `swapped` without a run has to be taken back; after `proven` only the old data is
 * left to be removed, which is put off while it is `kept`.
 */
export type JournalPhase = 'staging' | 'swapping' | 'swapped' | 'undone' | 'proven' | 'kept'
