import { pulse } from './guard.js'
import { pipeline } from './pipeline.js'
import { type Script, sh } from './script.js'

/** The shell variable that holds the run's mark; a host sets it before any script. */
export const MARK = 'predeploy_mark'

/**
 * A capture as a host runs it: the heartbeat feeds the first stage's standard input, so that the stage dies with the runner
 * (see `guarded`). The runner ends the heartbeat when the first stage has written all, or when the last stage says on standard
 * error that it is through, as it does where the first could not even begin.
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
