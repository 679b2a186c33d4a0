import { PART_HANGS, PATIENCE_SECONDS, WORK } from './at-work.js'
import { UNLESS_KEPT } from './kept.js'
import type { Lease } from './quiet-list.js'
import { type Script, sh } from './script.js'
import { END_LEASE } from './start-quiet.js'
import { stateFolder } from './state-folder.js'
import { SUPERSEDE } from './supersede.js'
import { DISCARD_RESTORE, UNDO_RESTORE } from './undo-restore.js'

/**
 * Defines `end_run RUN BY HOW FOR`, which sets right what a run left: takes back what its restore exchanged, starts what it stopped, and removes what it
 * staged, or keeps the old data of what was proven. BY is the run that does it; where there is a journal it has to have the lock. HOW is `asked` where
 * nothing that runs may keep it from that. FOR is `restore` where another restore may make good what cannot be taken back. Prints `journal=gone` where there was no restore, `phase=` with how far it was, `part=` where it is but the first or the last part of one, `undone=<run>` where it was taken back, `stuck=<run>` where it could not be:
 * nothing of it is started then, and `cleared=<component>` for each whose old data was removed on purpose, `kept=` with the second until which the old data is kept, and else as `endLease` does. What was begun before is gone on with.
 * Needs `$patience`, the seconds for which it waits for what is at work; prints `hangs=` with the process that takes longer, and does nothing then.
 */
export const END_RUN: Script = sh`${END_LEASE}
${WORK}
${UNDO_RESTORE}
${DISCARD_RESTORE}
${SUPERSEDE}
is_listed() {
  [ -e "$state/quiet.$1" ] || [ -e "$state/ending.$1" ] || [ -e "$state/fired.$1" ]
}
end_listed() {
  if is_listed "$1"; then end_lease "$1" || return; fi
  rm -f "$state/ended.$1"
}
# What ran before, and nothing else, is started: what stands on the list may be what another restore must keep stopped.
list_ran() {
  if [ ! -e "$journal/ran" ]; then return 0; fi
  rm -f "$state/quiet.$1" "$state/ending.$1" "$state/fired.$1"
  ln "$journal/ran" "$state/fired.$1" 2>/dev/null || cp "$journal/ran" "$state/fired.$1"
}
keep_old() {
  read -r keep_seconds <"$journal/keep" || return
  # Of the same length as before: a full disk has room for it.
  echo "$(($(date +%s) + keep_seconds))" 1<>"$journal/until" || return
  sync "$journal/until" 2>/dev/null || :
  move_phase proven kept || return
  # Whoever asked may be gone, and it is kept all the same.
  printf 'kept=%s\n' "$(cat "$journal/until")" || :
}
is_open() {
  [ -e "$1/phase.swapping" ] || [ -e "$1/phase.swapped" ]
}
has_later() {
  for other in "$state"/journal.*; do
    if is_open "$other" && [ "$other/token" -nt "$journal/token" ]; then return 0; fi
  done
  return 1
}
end_journal() {
  find_phase
  printf 'phase=%s\n' "$phase"
  if [ -e "$journal/part" ]; then printf 'part=%s\n' "$(cat "$journal/part")"; fi
  case $phase in
    # It was cut short while it was written, before anything was made.
    '') end_listed "$1" && rm -rf "$journal"; return ;;
    proven)
      # Once: what is restored later is none of its business.
      if [ -e "$journal/supersedes" ]; then supersede && rm -f "$journal/supersedes" || return; fi
      if [ -e "$journal/keep" ]; then
        end_listed "$1" || return
        if keep_old; then return 0; fi
      fi ;;
    kept) end_listed "$1" || return; ${UNLESS_KEPT} ;;
    swapping | swapped)
      # It would put back what is old to it below what is old to that one.
      if has_later; then
        printf 'a restore that began later has to be taken back before it\n' >&2
        printf 'stuck=%s\n' "$1"
        tell_cleared
        return 1
      fi
      # Nothing more is stopped or exchanged by what lags behind.
      mv "$state/quiet.$1" "$state/ending.$1" 2>/dev/null || :
      # What was started before stops now, and has to be started again.
      rm -f "$state/told.$1" "$state/ended.$1"
      if ! undo_restore "$2" || ! list_ran "$1" || ! move_phase "$phase" undone; then
        printf 'stuck=%s\n' "$1"
        tell_cleared
        return 1
      fi
      printf 'undone=%s\n' "$1" ;;
  esac
  end_listed "$1" && discard_restore
}
# Starts the servers of what is stuck: they must run before anybody can restore into them. That is noted, so that they do not count as in use.
serve() {
  if [ "$1" != restore ]; then return 0; fi
  while read -r id name; do
    look_now "$id" "$name" || return 0
    case $described in
      paused) printf '%s\n' "$name" >>"$journal/served"; docker unpause "$now" </dev/null >/dev/null || : ;;
      running | restarting | gone) ;;
      *) printf '%s\n' "$name" >>"$journal/served"; docker start "$now" </dev/null >/dev/null || : ;;
    esac
  done <"$journal/servers"
}
end_run() {
  journal=$state/journal.$1
  if [ ! -d "$journal" ]; then
    echo journal=gone
    end_listed "$1"
    return
  fi
  ending_status=0
  enter_work "$2" || ending_status=$?
  if [ "$ending_status" = 0 ]; then
    end_journal "$1" "$3" || { ending_status=$?; serve "$4"; }
    leave_work
  elif [ ! -d "$journal" ]; then
    # Somebody else ended it meanwhile.
    echo journal=gone
    ending_status=0
  else
    find_phase
    printf 'phase=%s\n' "$phase"
    if [ "$ending_status" = ${PART_HANGS} ]; then
      case $phase in
        # It removes what nobody uses, however long that takes.
        proven | kept)
          printf 'left=the restore: process %s still removes what it left (%s)\n' "$worker" "\${journal##*/}"
          ending_status=0 ;;
        *)
          printf 'hangs=%s\n' "$worker"
          tell_cleared ;;
      esac
    fi
  fi
  return "$ending_status"
}`

/**
 * Ends what all other runs left, which are dead since they have no lock. Prints as `end_run` does, for all of them, `undone=` also for what the
 * host took back by itself, and last `status=`: zero, or what failed; goes on then. `purpose` is what for: to take back, also what somebody works with by now, or
 * to restore, for which the servers of what is stuck are started, since they must run before anybody can restore into them.
 */
export const endDeadRuns = (
  { stack, token }: Lease,
  purpose: 'undo' | 'restore' | 'backup',
  patienceSeconds = PATIENCE_SECONDS
): Script => sh`${stateFolder(stack)}
${END_RUN}
patience=${patienceSeconds}
status=0
seen=' '
# First what was proven, since that may make good what others left.
for journal in "$state"/journal.*; do
  if [ -e "$journal/phase.proven" ] && [ "$journal" != "$state"/journal.${token} ]; then
    seen="$seen\${journal##*.} "
    end_run "\${journal##*.}" ${token} unasked backup || status=$?
  fi
done
# What began last is taken back first.
find_last() {
  last=
  for journal in "$state"/journal.*; do
    case $seen in *" \${journal##*.} "*) continue ;; esac
    if is_open "$journal" && [ "$journal" != "$state"/journal.${token} ]; then
      if [ -z "$last" ] || [ "$journal/token" -nt "$last/token" ]; then last=$journal; fi
    fi
  done
  [ -n "$last" ]
}
while find_last; do
  seen="$seen\${last##*.} "
  end_run "\${last##*.}" ${token} ${purpose === 'undo' ? 'asked' : 'unasked'} ${purpose} || status=$?
done
for left in "$state"/quiet.* "$state"/ending.* "$state"/fired.* "$state"/journal.*; do
  dead=\${left##*.}
  case $seen in *" $dead "*) continue ;; esac
  seen="$seen$dead "
  if [ ! -e "$left" ] || [ "$dead" = ${token} ]; then continue; fi
  end_run "$dead" ${token} ${purpose === 'undo' ? 'asked' : 'unasked'} ${purpose} || status=$?
done
for word in "$state"/undone.*; do
  if [ -e "$word" ]; then
    printf 'undone=%s\n' "\${word##*.}"
    cat "$word"
    rm -f "$word"
  fi
done
printf 'status=%s\n' "$status"`

/**
 * Ends what the run itself left, or is about to leave. Prints as `end_run` does, `unmended=` where an earlier restore could not be taken back, and last `status=`: zero, what
 * failed, or `LEASE_IS_OVER` where it has a journal and no longer the lock.
 */
export const endOwnRun = (
  { stack, token }: Lease,
  patienceSeconds = PATIENCE_SECONDS
): Script => sh`${stateFolder(stack)}
${END_RUN}
patience=${patienceSeconds}
status=0
end_run ${token} ${token} asked own || status=$?
for journal in "$state"/journal.*; do
  if is_open "$journal" && [ "$journal" != "$state"/journal.${token} ]; then echo unmended=yes; break; fi
done
printf 'status=%s\n' "$status"`
