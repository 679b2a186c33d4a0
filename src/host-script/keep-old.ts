import { atWork, LEASE_IS_OVER, WORK } from './at-work.js'
import { CLEARED } from './clear-old.js'
import { PHASE } from './journal.js'
import type { Lease } from './quiet-list.js'
import { type Script, sh } from './script.js'
import { inStateFolders, stateFolder } from './state-folder.js'

/** Prints `kept=` with the run that made each restore whose old data is kept on purpose: what is kept has its token in its name. Changes nothing. */
export const tellKept = (stack: string): Script =>
  inStateFolders(
    stack,
    sh`for kept in "$state"/journal.*/phase.kept; do
    if [ -e "$kept" ]; then printf 'kept=%s\n' "$(cat "\${kept%/*}/token")"; fi
  done`
  )

// What must not run while it is taken back, and what of that, or of the servers, is no more.
const TELL_STOPS: Script = sh`tell_one() {
  if said=$(docker inspect --type container --format '{{.Id}}' -- "$2" 2>&1 </dev/null); then
    if [ "$1" != server ]; then printf 'stop=%s %s %s\n' "$1" "$2" "$3"; fi
    return 0
  fi
  case $said in
    *[Nn]'o such container'* | *[Nn]'o such object'*) all_there=no; printf 'gone=%s\n' "$3" ;;
    *) printf '%s\n' "$said" >&2; return 1 ;;
  esac
}
tell_stops() {
  all_there=yes
  while read -r action id name; do tell_one "$action" "$id" "$name" || exit; done <"$journal/list" || exit
  while read -r id name; do tell_one server "$id" "$name" || exit; done <"$journal/servers" || exit
}
is_kept() {
  [ -e "$journal/phase.kept" ] && read -r until <"$journal/until" && [ "$until" -gt "$(date +%s)" ]
}`

/**
 * Tells of the restore that would be taken back, and changes nothing: one that was not finished, or one whose old data is kept. Prints `unfinished=<run>`, or `kept=` with the second until which it is;
 * `restored=` with what its journal says of it, `stop=<action> <id> <name>` for what would be stopped, and `gone=<name>` for what uses kept data and is no more. Nothing where there is none.
 * Prints `undone=<run>` for each that the host took back by itself, of which nobody was told yet.
 */
export const lookAtKept = (stack: string): Script =>
  inStateFolders(
    stack,
    sh`${TELL_STOPS}
  ${CLEARED}
  tell_restore() {
    if [ -e "$journal/backup" ] && read -r line <"$journal/backup"; then printf 'restored=%s\n' "$line"; fi
    tell_cleared
    tell_stops
  }
  for word in "$state"/undone.*; do
    if [ -e "$word" ]; then printf 'undone=%s\n' "\${word##*/undone.}"; fi
  done
  unfinished=no
  for journal in "$state"/journal.*; do
    if [ -e "$journal/phase.swapping" ] || [ -e "$journal/phase.swapped" ]; then
      unfinished=yes
      printf 'unfinished=%s\n' "\${journal##*/journal.}"
      tell_restore
    fi
  done
  for journal in "$state"/journal.*; do
    if [ "$unfinished" = yes ] || ! is_kept; then continue; fi
    printf 'kept=%s\n' "$until"
    tell_restore
  done`
  )

/**
 * Makes the journal of a restore whose old data is kept that of the run itself. Prints `claimed=` with the second until which it is kept,
 * and `stop=` for what must not run while it is taken back. Where something that uses the data is no more, it prints `gone=<name>` and does nothing; nothing at all where no
 * old data is kept. Ends with `LEASE_IS_OVER` where the run has not the lock.
 */
export const claimKept = ({ stack, token }: Lease): Script => sh`${stateFolder(stack)}
${WORK}
${TELL_STOPS}
has_lock ${token} || exit ${LEASE_IS_OVER}
for journal in "$state"/journal.*; do
  if ! is_kept; then continue; fi
  tell_stops
  if [ "$all_there" = no ]; then exit 0; fi
  [ "$journal" = "$state"/journal.${token} ] || mv "$journal" "$state"/journal.${token} || exit
  printf 'claimed=%s\n' "$until"
  exit
done`

/** Says that the restore has to be taken back. Whoever says so does not want it resumed. */
export const reopenKept = (lease: Lease): Script =>
  atWork(
    lease,
    'kept',
    sh`${PHASE}
rm -f "$journal/backup" "$journal/keep"
move_phase kept swapped`
  )
