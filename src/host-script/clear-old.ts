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
    sh`entry=$journal/${entryNumber(index)}
${LEND_SAFETY}
true >"$entry".cleared || exit
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
printf 'its old data, or a part of it, was removed to make room for the new (make-room), and ' >&2
if { read -r safety <"\${0%.undo}.safety" || read -r safety <"\${0%/*}/safety"; } 2>/dev/null; then printf 'what was there is the safety backup %s\n' "$safety" >&2
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

// Of old data that is gone since an earlier restore, only the safety backup of that one tells. A full disk has no room to note it.
const LEND_SAFETY: Script = sh`for earlier in "$state"/journal.*/*.cleared; do
  earlier=\${earlier%.cleared}
  if [ "\${earlier%/*}" = "$journal" ] || [ ! -e "$earlier.places" ]; then continue; fi
  if grep -v '^#' "$earlier.places" | grep -qxF -f - "$entry.places"; then
    { cat "$earlier.safety" 2>/dev/null || cat "\${earlier%/*}/safety"; } >"$entry.safety" 2>/dev/null || rm -f "$entry.safety"
    break
  fi
done`

/** What the names of a component's files in the journal begin with. */
export const entryNumber = (index: number): string => String(index).padStart(4, '0')
