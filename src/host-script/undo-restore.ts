import { CLEARED } from './clear-old.js'
import { PHASE, RUN_ALONE } from './journal.js'
import { type Script, sh } from './script.js'

/** Seconds that a container gets to end: databases flush on the way down, and Docker's own ten are short for them. */
export const GRACE_SECONDS = 120

// Time enough for a host that starts anew, or for somebody who looks what is wrong.
const LATE_SECONDS = 900

// For an hour the host tries again and again.
const TRYING_SECONDS = 7200

/**
 * Defines `undo_restore HOW`: stops what must not run, and takes back what the restore of a run exchanged, whose journal is in `$journal`, in
 * reverse order. Prints `incomplete=<component>: <sentence>` for what of the old data is lost all the same. Where something of it fails the rest is done all
 * the same, and then it fails. Needs `start_all`.
 *
 * Where it failed before, or its run has been dead for long, and what must not run runs: somebody has started it, and works with what is there. Then it is let be,
 * with `in-use=<name>`, unless HOW is `asked`. So it is where nothing was stopped for it; and, with `overlaid=yes`, where a later restore replaced a part of it.
 */
export const UNDO_RESTORE: Script = sh`${PHASE}
${RUN_ALONE}
${CLEARED}
lost=
look_now() {
  now=$1
  look_at "$now"
  case $described in
    error*[Nn]'o such container'* | error*[Nn]'o such object'*) ;;
    error*) printf '%s\n' "\${described#error }" >&2; return 1 ;;
    *) return 0 ;;
  esac
  described=gone
  # Compose makes it anew under the same name.
  if now=$(docker inspect --type container --format '{{.Id}}' -- "$2" 2>/dev/null); then look_at "$now"; fi
}
is_up() {
  case $described in running | paused | restarting) return 0 ;; *) return 1 ;; esac
}
is_dead_for() {
  [ "$(($(date +%s) - $(stat -c %Y "$journal/phase.$phase")))" -gt "$1" ]
}
is_late() {
  [ -e "$journal/stuck" ] || is_dead_for ${LATE_SECONDS}
}
# Nothing was stopped, so whoever uses the data went on with it.
is_unstopped() {
  if [ -s "$journal/list" ]; then return 1; fi
  if [ -e "$journal/stuck" ]; then is_dead_for ${TRYING_SECONDS}; else is_dead_for ${LATE_SECONDS}; fi
}
is_served() {
  if [ ! -e "$journal/served" ]; then return 1; fi
  while read -r served; do
    if [ "$served" = "$1" ]; then return 0; fi
  done <"$journal/served"
  return 1
}
undo_restore() {
  if is_hopeless; then
    cat "$journal/hopeless" >&2
    return 1
  fi
  if [ "$1" != asked ] && [ -e "$journal/overlaid" ]; then echo overlaid=yes; return 1; fi
  if [ "$1" != asked ] && is_unstopped; then
    for name in "$journal"/*.name; do printf 'in-use=what uses %s\n' "$(cat "$name")"; done
    return 1
  fi
  if [ "$1" != asked ] && is_late; then
    while read -r _ id name; do
      look_now "$id" "$name" || return
      if is_up && ! is_served "$name"; then printf 'in-use=%s\n' "$name"; return 1; fi
    done <"$journal/list" || return
  fi
  while read -r _ id name; do
    look_now "$id" "$name" || return
    if is_up; then
      docker stop -t ${GRACE_SECONDS} "$now" </dev/null >/dev/null || return
      if [ "$now" != "$id" ]; then printf 'stop %s %s\n' "$now" "$name" >>"$journal/ran" || return; fi
    fi
  done <"$journal/list" || return
  set --
  for undo in "$journal"/*.undo; do
    if [ -e "$undo" ]; then set -- "$undo" "$@"; fi
  done
  not_undone=0
  unwilling=0
  for undo in "$@"; do
    name=$(cat "\${undo%.undo}.name")
    # In memory: a disk that is full is no reason to fail.
    if said=$(run_alone "$undo" 2>&1); then
      tell_incomplete "$name" "$said" || :
    else
      printf '%s: %s\n' "$name" "$said" >&2
      not_undone=1
      if [ -e "\${undo%.undo}.cleared" ]; then lost="$lost$name: $said$line_end"; else unwilling=1; fi
    fi
  done
  if [ "$not_undone" != 0 ]; then
    true >"$journal/stuck"
    if [ "$unwilling" = 0 ]; then give_up "$@"; fi
    return 1
  fi
}
# What was taken back stays so, and what was staged for it goes: a restore that brings back the rest needs the room.
give_up() {
  for undo in "$@"; do
    entry=\${undo%.undo}
    if [ -e "$entry.cleared" ]; then continue; fi
    rm -f "$undo"
    if run_alone "$entry.discard" >/dev/null 2>&1; then rm -f "$entry.discard"; fi
  done
  { true >"$journal/hopeless" && printf %s "$lost" >"$journal/hopeless"; } 2>/dev/null || :
}
tell_incomplete() {
  rest=$2
  while [ -n "$rest" ]; do
    line=\${rest%%"$line_end"*}
    case $line in incomplete=*) printf 'incomplete=%s: %s\n' "$1" "\${line#incomplete=}" ;; esac
    case $rest in *"$line_end"*) rest=\${rest#*"$line_end"} ;; *) rest= ;; esac
  done
}
line_end='
'`

/**
 * Defines `discard_restore`: removes what a restore left that changed nothing, was taken back or was proven, and its journal, which is in `$journal`.
 * What was not proven is noted as unfinished. Prints `left=<component>: <reason> (<journal>)` for what cannot be removed, which is tried again by the next run: nothing is
 * in service of it.
 */
export const DISCARD_RESTORE: Script = sh`discard_restore() {
  case $phase in
    proven) ;;
    # Nobody takes back what is not all there any more.
    kept) move_phase kept proven || return ;;
    *) if [ -e "$journal/backup" ]; then mv "$journal/backup" "$state/unfinished" || return; fi ;;
  esac
  all_gone=yes
  for discard in "$journal"/*.discard; do
    if [ ! -e "$discard" ]; then continue; fi
    if said=$(run_alone "$discard" 2>&1); then
      rm -f "$discard"
    else
      all_gone=no
      printf 'left=%s: ' "$(cat "\${discard%.discard}.name")"
      printf '%s' "$said" | tr '\n' ' '
      printf ' (%s)\n' "\${journal##*/}"
    fi
  done
  if [ "$all_gone" = no ]; then return 0; fi
  rm -rf "$journal"
}`
