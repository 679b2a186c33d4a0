import { type Script, sh } from '../../host-script/script.js'
import { escaped } from './mountinfo.js'

/**
 * Asks Docker which running containers mount what of the host. Where it does not answer, or not for all of them, tells why, and
 * what processes have mounted that may be one of the paths or in one: who may not use Docker may see that.
 */
export const whoMounts = (paths: readonly string[]): Script => sh`unasked=
if ! command -v docker >/dev/null && [ ! -S /var/run/docker.sock ]; then
  unasked=docker=absent
elif said=$(docker ps --quiet --no-trunc 2>&1); then
  containers=$(printf '%s\n' "$said" | grep -x '[0-9a-f]\\{64\\}')
  if [ -n "$containers" ]; then
    # One that has gone since then mounts nothing.
    said=$(docker inspect --type container --format ${CONTAINER_AS_JSON} $containers 2>&1) ||
      unasked=$(printf '%s\n' "$said" | grep -v -e '^container=' -e '[Nn]o such container' | tr '\n' ' ')
    printf '%s\n' "$said" | grep '^container='
    [ -z "$unasked" ] || unasked="docker-error=$unasked"
  fi
else
  unasked="docker-error=$(printf '%s\n' "$said" | tr '\n' ' ')"
fi
if [ -n "$unasked" ]; then
  printf '%s\n' "$unasked"
  ${askProcesses(paths)}
fi
:`

const CONTAINER_AS_JSON =
  'container={"id":{{json .Id}},"name":{{json .Name}},"mounts":{{json .Mounts}},"autoRemove":{{json .HostConfig.AutoRemove}}}'

// The names are looked for only roughly, since what is mounted is told from the root of its file system. A process sees all others
// if it is in the first namespace, whose number is fixed, and may look into the first of them.
const askProcesses = (paths: readonly string[]): Script => sh`if [ -r /proc/self/mountinfo ]; then
    sed 's/^/own-mount=/' /proc/self/mountinfo
    if [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] && head -n 1 /proc/1/mountinfo >/dev/null 2>&1; then echo processes=all; fi
    seen=' '
    while IFS= read -r line; do
      mount=\${line#*:} process=\${line#/proc/}
      case $seen in *" \${mount%% *} "*) continue ;; esac
      seen="$seen\${mount%% *} "
      process=\${process%%/*}
      container=$(grep -o '[0-9a-f]\\{64\\}' "/proc/$process/cgroup" 2>/dev/null | head -n 1)
      printf 'elsewhere=%s %s %s\n' "\${container:--}" "$process" "$mount"
    done <<MOUNTS
$(grep -s -F ${paths.flatMap(mentioned)} /proc/[0-9]*/mountinfo)
MOUNTS
  fi`

const mentioned = (path: string): readonly string[] => {
  const name = escaped(path.slice(path.lastIndexOf('/')))
  return ['-e', `${name} `, '-e', `${name}/`]
}
