import { type Script, sh } from './script.js'

/**
 * Joins stages by pipes and ends with the status of the stage that failed first, or 99 where one vanished: POSIX sh has no
 * pipefail. Every stage runs in a subshell, so it may `exit`. File descriptors 3 and 4 are the pipeline's own.
 */
export function pipeline(stages: readonly Script[]): Script {
  const last = stages.length - 1
  const reporting = stages.map((stage, index) =>
    index === last
      ? sh`{ ( ${stage}
) >&4 4>&- 3>&-; echo "$?" >&3; }`
      : sh`{ ( ${stage}
) 4>&- 3>&-; echo "$?" >&3; }`
  )
  const piped = reporting.reduce((before, stage) => sh`${before} | ${stage}`)
  return sh`exec 4>&1
statuses=$( { ${piped}; } 3>&1 )
exec 4>&-
for status in $statuses; do [ "$status" = 0 ] || exit "$status"; done
set -- $statuses
[ "$#" -eq ${stages.length} ] || exit 99`
}
