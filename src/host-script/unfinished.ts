import { type Script, sh } from './script.js'
import { inStateFolders } from './state-folder.js'

/**
 * Tells of the last restore that was not finished, and changes nothing. Prints `unfinished=` and what its journal says of it; nothing where the
 * last one was proven, or where there never was one. What died just now is still in its journal, and counts.
 */
export const lookAtUnfinished = (stack: string): Script =>
  inStateFolders(
    stack,
    sh`noted=$state/unfinished
  for journal in "$state"/journal.*; do
    for phase in staging swapping swapped; do
      if [ ! -e "$journal/phase.$phase" ] || [ ! -e "$journal/backup" ]; then continue; fi
      if [ ! -e "$noted" ] || [ "$journal/backup" -nt "$noted" ]; then noted=$journal/backup; fi
    done
  done
  if [ -e "$noted" ]; then
    read -r line <"$noted" || exit
    printf 'unfinished=%s\n' "$line"
  fi`
  )
