import { END_MARK, PHASE } from './journal.js'
import { type Script, sh } from './script.js'

/**
 * Defines what a restore that is proven, whose journal is in `$journal`, does to others. `supersede`: nobody takes back then what they exchanged and could not
 * take back, where this one replaced all its places, nor what any keeps: that would mix with it. Where it replaced only some, nobody does so unasked. Harmless
 * where it was done. `each_covered WORK`: calls WORK, with their journal in `$journal`, for those that could not be taken back and all of whose places it has.
 */
export const SUPERSEDE: Script = sh`${PHASE}
is_own_name() {
  for name in "$own"/*.name; do
    if [ "$(cat "$name")" = "$1" ]; then return 0; fi
  done
  return 1
}
# Sets $share to how much of a component of another journal is replaced: all of its places, some or none; or to named, where an older version told no places.
compare() {
  share=none
  if [ ! -e "$1".places ] || [ ! -e "$own"/0000.places ]; then
    if is_own_name "$(cat "$1".name)"; then share=named; fi
    return
  fi
  replaced=no
  lacking=no
  # It may have been cut short, and lack some.
  all_told=no
  while IFS= read -r place; do
    if [ "$place" = ${END_MARK} ]; then
      all_told=yes
    elif grep -qxF -e "$place" "$own"/*.places; then
      replaced=yes
    else
      lacking=yes
    fi
  done <"$1".places
  case $all_told,$lacking,$replaced in
    yes,no,*) share=all ;;
    no,* | *,yes) share=some ;;
  esac
}
is_stuck() {
  find_phase
  [ "$journal" != "$own" ] && { [ "$phase" = swapping ] || [ "$phase" = swapped ]; }
}
is_covered() {
  for undo in "$journal"/*.undo; do
    if [ ! -e "$undo" ]; then continue; fi
    compare "\${undo%.undo}"
    case $share in some | none) return 1 ;; esac
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
  for undo in "$journal"/*.undo; do
    if [ ! -e "$undo" ]; then continue; fi
    compare "\${undo%.undo}"
    # What that one keeps is no whole old state.
    if [ "$share" != none ]; then rm -f "$own/keep" || return; fi
    case $share in
      # A name needs no room, and tells its discard that nobody needs the old data any more.
      all) mv "$undo" "\${undo%.undo}.superseded" || return ;;
      named) rm -f "$undo" || return ;;
      some) true >"$journal/overlaid" || return ;;
    esac
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
