import { type Script, sh } from '../../host-script/script.js'

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

// What is mounted is told from the root of its file system, so the names of the paths are looked for only roughly; where a path is
// itself a mount point, its name need not be among them, but the file system is told. A process sees all others if it is in the
// first namespace, whose number is fixed, and may look into the first of them.
const askProcesses = (paths: readonly string[]): Script => sh`if [ -r /proc/self/mountinfo ]; then
    sed 's/^/own-mount=/' /proc/self/mountinfo
    if [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] && head -n 1 /proc/1/mountinfo >/dev/null 2>&1; then echo processes=all; fi
    ${tellReal(paths)}
    seen=' '
    while IFS= read -r line; do
      mount=\${line#*:} process=\${line#/proc/}
      case $seen in *" \${mount%% *} "*) continue ;; esac
      seen="$seen\${mount%% *} "
      process=\${process%%/*}
      container=$(grep -o '[0-9a-f]\\{64\\}' "/proc/$process/cgroup" 2>/dev/null | head -n 1)
      printf 'elsewhere=%s %s %s\n' "\${container:--}" "$process" "$mount"
    done <<MOUNTS
$(grep -s -F "$mentioned" /proc/[0-9]*/mountinfo)
MOUNTS
  fi`

// Tells each path without links above it, and sets $mentioned to what lines of mountinfo hold that may be about one of them. They
// write what would break a line as octal numbers, and so does this.
const tellReal = (paths: readonly string[]): Script => sh`real=$(for path in ${paths}; do
      above=$(readlink -f "$(dirname "$path")" 2>/dev/null) || above=$(dirname "$path")
      printf '%s/%s\n' "\${above%/}" "$(basename "$path")" | sed ${ESCAPED}
    done)
    printf '%s\n' "$real" | sed 's/^/real=/'
    mentioned=$(printf '%s\n' "$real" | while IFS= read -r path; do
      printf '/%s \n/%s/\n' "\${path##*/}" "\${path##*/}"
      while read -r _ _ device root point _; do
        if [ "$point" = "$path" ]; then printf ' %s %s\n' "$device" "$root"; fi
      done </proc/self/mountinfo
    done)`

const ESCAPED = [
  ...['-e', ':all', '-e', '$!{', '-e', 'N', '-e', 'b all', '-e', '}'],
  ...[
    ['\\\\', '134'],
    [' ', '040'],
    ['\t', '011'],
    ['\\n', '012']
  ].flatMap(([character, octal]) => ['-e', `s/${character}/\\\\${octal}/g`])
]
