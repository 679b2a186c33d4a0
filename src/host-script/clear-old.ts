import { atWork } from './at-work.js'
import type { Lease } from './quiet-list.js'
import { type Script, sh } from './script.js'

/**
 * Removes the old data of a component before the new is staged. It is noted first: from then on nothing on the host brings it back. The
 * exchange must have begun, so that a run which dies meanwhile leaves nothing in service. `index` is that of the component in the journal.
 */
export const clearOld = (lease: Lease, index: number, clear: Script): Script =>
  atWork(
    lease,
    'swapping',
    sh`true >"$journal"/${`${entryNumber(index)}.cleared`} || exit
sync "$journal" 2>/dev/null || :
${clear}`
  )

/**
 * The undo of such a component, as a script of its own in the journal: takes back what made it ready as long as nothing was removed. After that it removes what was
 * staged, and fails.
 */
export const undoCleared = (unready: Script): Script => sh`if [ ! -e "\${0%.undo}.cleared" ]; then
${unready}
exit
fi
said=$(sh "\${0%.undo}.discard" 2>&1) || printf 'what was staged could not be removed: %s\n' "$said" >&2
printf 'its old data was removed to make room for the new (make-room), and ' >&2
if { read -r safety <"\${0%/*}/safety"; } 2>/dev/null; then printf 'what was there is the safety backup %s\n' "$safety" >&2
else echo 'there is no safety backup of it' >&2
fi
exit 1`

/** Defines `is_hopeless`: old data of the restore in `$journal` was removed, all else was taken back, and nothing more can be; and `tell_cleared`, which prints `cleared=<component>` for each. */
export const CLEARED: Script = sh`is_hopeless() {
  [ -e "$journal/hopeless" ]
}
tell_cleared() {
  for cleared in "$journal"/*.cleared; do
    if [ -e "$cleared" ]; then printf 'cleared=%s\n' "$(cat "\${cleared%.cleared}.name")"; fi
  done
}`

/** What the names of a component's files in the journal begin with. */
export const entryNumber = (index: number): string => String(index).padStart(4, '0')
