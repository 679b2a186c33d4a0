import { PHASE } from './journal.js'
import { type Script, sh } from './script.js'

/**
 * Defines what a restore that is proven, whose journal is in `$journal`, does to others. `supersede`: nobody takes back then what they exchanged of the same
 * components and could not take back, nor what any keeps: that would mix with it. Harmless where it was done. `each_covered WORK`: calls WORK, with their
 * journal in `$journal`, for those that could not be taken back and all of whose components it has.
 */
export const SUPERSEDE: Script = sh`${PHASE}
is_own() {
  for name in "$own"/*.name; do
    if [ "$(cat "$name")" = "$1" ]; then return 0; fi
  done
  return 1
}
is_stuck() {
  find_phase
  [ "$journal" != "$own" ] && { [ "$phase" = swapping ] || [ "$phase" = swapped ]; }
}
is_covered() {
  for other in "$journal"/*.name; do
    if [ -e "$other" ] && ! is_own "$(cat "$other")"; then return 1; fi
  done
}
each_covered() {
  own=$journal
  for journal in "$state"/journal.*; do
    if is_stuck && is_covered; then "$1" || return; fi
  done
  journal=$own
}
supersede() {
  own=$journal
  for journal in "$state"/journal.*; do
    if is_stuck; then
      supersede_one || return
    elif [ "$phase" = kept ] && [ "$journal" != "$own" ]; then
      rm -f "$journal/keep" && move_phase kept proven || return
    fi
  done
  journal=$own
  find_phase
}
supersede_one() {
  for other in "$journal"/*.name; do
    if [ -e "$other" ] && is_own "$(cat "$other")"; then
      # What that one keeps is no whole old state.
      rm -f "$own/keep" "\${other%.name}.undo" || return
    fi
  done
  for undo in "$journal"/*.undo; do
    if [ -e "$undo" ]; then return 0; fi
  done
  rm -f "$journal/backup"
  # What it stopped may run again.
  stuck=\${journal##*/journal.}
  if [ -e "$journal/ran" ] && [ ! -e "$state/fired.$stuck" ]; then cp "$journal/ran" "$state/fired.$stuck" || return; fi
  move_phase "$phase" undone
}`
