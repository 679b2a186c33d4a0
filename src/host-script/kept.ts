import { type Script, sh } from './script.js'

/** Returns from a function where the old data of the restore whose journal is `$journal` is still kept. */
export const UNLESS_KEPT: Script = sh`if [ -e "$journal/phase.kept" ] && read -r kept_until 2>/dev/null <"$journal/until" && [ "$kept_until" -gt "$(date +%s)" ]; then return 0; fi`
