import { type Script, sh } from './script.js'

/**
 * Runs one command so that it dies when standard input ends: killing a docker client does not kill what it started, but it
 * closes that program's input. The command must be a single one that can stand behind `exec`; it has ten seconds to listen.
 *
 * When the command is through, it says so on standard error and waits for the end of standard input. Docker gives a command's
 * last output two seconds to be taken once the command is gone, and throws away the rest with exit status 0 (moby/moby#45689):
 * the runner ends the input when it takes everything that comes.
 */
export const guarded = (command: Script): Script => sh`exec 3<&0
( exec ${command} ) </dev/null 3<&- &
tool=$!
( while IFS= read -r beat; do :; done
  trap '' TERM
  kill -TERM "$tool"
  for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$tool" || exit; sleep 1; done
  kill -KILL "$tool" ) <&3 >/dev/null 2>&1 &
guard=$!
wait "$tool"
status=$?
kill "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
echo ${ALL_WRITTEN} >&2
while IFS= read -r beat; do :; done <&3
exit "$status"`

/** What a guarded command says on a line of standard error when all its output is written. */
export const ALL_WRITTEN = 'predeploy: all is written'

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
