import { type Script, sh } from './script.js'

/**
 * Runs one command so that it dies when standard input ends: killing a docker client does not kill what it started, but it
 * closes that program's input. The command must be a single one that can stand behind `exec`.
 */
export const guarded = (command: Script): Script => sh`exec 3<&0
( exec ${command} ) </dev/null 3<&- &
tool=$!
( while IFS= read -r beat; do :; done
  kill -TERM "$tool"; sleep 10; kill -KILL "$tool" ) <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$tool"
status=$?
kill "$guard" 2>/dev/null
${BURY_GUARD}
exit "$status"`

// A process that nobody waits for passes to process 1 of the container. A Postgres that is process 1 takes one that died by a
// signal for a crashed backend of its own, and restarts.
const BURY_GUARD = sh`wait "$guard" 2>/dev/null`

/** Seconds of silence after which a host takes its runner for dead. */
export const SILENCE_SECONDS = 120

/**
 * Passes the runner's heartbeat on and ends when it stops: at the end of input, or after silence where `timeout` can tell. It ends
 * as well when nobody takes the beats any more, so that no pipeline waits for it.
 */
export const pulse: Script = sh`trap '' PIPE
  if timeout 1 true; then
    while beat=$(timeout ${SILENCE_SECONDS} head -n 1) && [ -n "$beat" ] && echo . ; do :; done
  else
    while IFS= read -r beat && echo . ; do :; done
  fi 2>/dev/null`
