/**
 * A fake docker that keeps the state of each container in a file of the folder `$CONTAINERS`, and what it was told in `said` beside
 * it: the bench has the real one, and machines without it run these tests.
 */
export const FAKE_DOCKER = `#!/bin/sh
act=$1
shift
# Whoever looks meanwhile sees the old state or the new.
become() {
  echo "$2" >"$1.new.$$"
  mv "$1.new.$$" "$1"
}
echo "WARNING: Error loading config file" >&2
format=
ids=
while [ "$#" -gt 0 ]; do
  case $1 in
    --type | -t) shift ;;
    --format) format=$2; shift ;;
    --quiet | --) ;;
    *) ids="$ids $1" ;;
  esac
  shift
done
if [ -e "$CONTAINERS/../down" ]; then
  # The words of version 29 for a daemon that is down.
  echo "failed to connect to the docker API at unix:///var/run/docker.sock: connect: no such file or directory" >&2
  exit 1
fi
status=0
for id in $ids; do
  state=$CONTAINERS/$id
  [ "$act" = inspect ] || printf '%s %s\\n' "$act" "$id" >>"$CONTAINERS/../said"
  if [ ! -e "$state" ]; then echo "Error: No such container: $id" >&2; status=1; continue; fi
  case $act in
    inspect)
      case $format in
        '{{.Id}}') echo "$id" ;;
        '{{.State.Status}}') cat "$state" ;;
        '{{.Id}} {{.State.Status}}') echo "$id $(cat "$state")" ;;
        *) status=1 ;;
      esac ;;
    start) if [ -e "$state.broken" ]; then echo "cannot start $id" >&2; exit 1; fi; become "$state" running ;;
    stop) if [ -e "$state.kept" ]; then echo "permission denied" >&2; exit 1; fi; if [ -e "$state.slow" ]; then sleep 2; else sleep 0.1; fi; become "$state" exited ;;
    pause) become "$state" paused ;;
    unpause) become "$state" running ;;
  esac
done
exit "$status"`
