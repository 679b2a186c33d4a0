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
 * The undo of such a component, as a script of its own in the journal: removes what was staged, and fails where the old data was cleared. `discard` is
 * how that is removed; `instead` says what there is in place of the old data.
 */
export const undoCleared = (
  discard: Script,
  instead: string
): Script => sh`if [ ! -e "\${0%.undo}.cleared" ]; then exit 0; fi
remove_staged() {
${discard}
}
said=$(remove_staged 2>&1) || printf 'what was staged could not be removed: %s\\n' "$said" >&2
printf '%s\n' ${`its old data was removed to make room for the new (make-room), and ${instead}`} >&2
exit 1`

/** What the names of a component's files in the journal begin with. */
export const entryNumber = (index: number): string => String(index).padStart(4, '0')
