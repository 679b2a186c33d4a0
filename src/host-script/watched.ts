import { pulse } from './guard.js'
import { pipeline } from './pipeline.js'
import { type Script, sh } from './script.js'

/** The shell variable that holds the run's mark; a host sets it before any script. */
export const MARK = 'predeploy_mark'

/**
 * A capture as a host runs it: the heartbeat feeds the first stage's standard input, so that the stage dies with the runner
 * (see `guarded`), and the last stage says on standard error when it is through, so that the runner can end the heartbeat.
 */
export function watched(stages: readonly Script[]): Script {
  const last = stages.length - 1
  return pipeline([
    pulse,
    ...stages.map((stage, index) =>
      index === last
        ? sh`( ${stage}
); status=$?; printf '%s end\n' "$predeploy_mark" >&2; exit "$status"`
        : stage
    )
  ])
}
