import { type Script, sh } from './script.js'

/**
 * Joins stages by pipes and fails with the status of the first stage that failed: POSIX sh has no pipefail.
 * Standard output of the last stage is standard output of the pipeline; file descriptors 3 and 4 are its own.
 */
export function pipeline(stages: readonly Script[]): Script {
  const last = stages.length - 1
  const guardedStages = stages.map((stage, index) =>
    index === last
      ? sh`{ { ${stage}
} >&4 4>&- 3>&-; echo "$?" >&3; }`
      : sh`{ { ${stage}
} 4>&- 3>&-; echo "$?" >&3; }`
  )
  const piped = guardedStages.reduce((before, stage) => sh`${before} | ${stage}`)
  return sh`exec 4>&1
statuses=$( { ${piped}; } 3>&1 )
exec 4>&-
for status in $statuses; do [ "$status" = 0 ] || exit "$status"; done
set -- $statuses
[ "$#" -eq ${stages.length} ] || exit 99`
}
