import { FIND_LOCK, tellLeases } from './lock.js'
import { type Script, sh } from './script.js'
import { inStateFolders } from './state-folder.js'

/**
 * Tells who has the lock of a stack, and changes nothing: it does not make the folder in which runs leave word. Prints `owner=` where
 * somebody has it, and `lease=` with the token of each run that left containers stopped, or a restore half way.
 */
export const lookAtLock = (stack: string): Script =>
  inStateFolders(
    stack,
    sh`${FIND_LOCK}
  if [ "$until" -gt "$(date +%s)" ]; then printf 'owner=%s\n' "$owner"; fi
  ${tellLeases('', sh``)}`
  )
