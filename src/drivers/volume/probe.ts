import { type Script, sh } from '../../host-script/script.js'
import { inHelper, MOUNT_POINT } from '../helper-container.js'
import { describeRoom } from '../room.js'
import { describeTar } from '../tar/command.js'

/** The declared volume and image of a volume component. */
export interface VolumeReference {
  readonly volume: string
  readonly image: string | undefined
}

/**
 * Asks Docker about a volume, about every container that uses it and about the tar in each that runs; where none of these has
 * GNU tar, looks for it in their images, in the other containers that run and, if nothing has any tar, in what images there are.
 */
export const probeVolume = ({ volume, image }: VolumeReference): Script => sh`
looks=
printf 'architecture=%s\n' "$(uname -m)"
if described=$(docker volume inspect --format ${VOLUME_AS_JSON} -- ${volume} 2>&1); then
  printf 'volume=%s\n' "$described"
  looks=needed
else
  printf 'volume-error=%s\n' "$(printf '%s' "$described" | tr '\n' ' ')"
  case $described in *[Nn]'o such volume'*) ;; *) exit 0 ;; esac
fi
best=none
helper=
offer() {
  case $2 in
    *'(GNU tar)'*) best=gnu ;;
    *busybox*) [ "$best" = gnu ] || best=busybox ;;
    *) return 0 ;;
  esac
  helper=$1
  printf 'image-with-tar=%s %s\n' "$1" "$2"
}
try_image() {
  offer "$1" "$(docker run --rm --pull never --network none --log-driver none --user 0 -e LC_ALL=C --entrypoint sh "$1" -c ${TAR_OF_IMAGE.text} 2>/dev/null)"
}
users=$(docker ps --all --quiet --no-trunc --filter ${`volume=${volume}`}) || exit
images=
if [ -n "$users" ]; then
  described=$(docker inspect --type container --format ${userAndPlace(volume)} $users) || exit
  while read -r user && read -r container image state place; do
    printf 'user=%s\n' "$user"
    if [ "$state" = running ] && found=$(docker exec --user 0 -e LC_ALL=C "$container" sh -c ${READER.text} sh "$place" 2>/dev/null); then
      looks=done
      # Lines about the room and about what was left follow the first.
      printf 'reader=%s %s\n' "$container" "$found"
      offer "$image" "$(printf '%s\n' "\${found#* }" | head -n 1)"
    else
      images="$images $image"
    fi
  done <<USERS
$described
USERS
fi
${image === undefined ? FIND_IMAGE : sh`if image=$(docker image inspect --format '{{.Id}}' ${image} 2>/dev/null); then try_image "$image"; printf 'declared-image=%s\n' "$image"; fi`}
if [ "$looks" = needed ] && [ -n "$helper" ]; then
  ${inHelper(
    { image: sh`"$helper"`, sees: { volume, access: 'ro' } },
    sh`cd ${MOUNT_POINT} || exit
${TELL_ROOM}
${TELL_LEFT}`
  )} </dev/null
fi`

const VOLUME_AS_JSON =
  '{"name":{{json .Name}},"driver":{{json .Driver}},"options":{{json .Options}},"labels":{{json .Labels}}}'

const USER_AS_JSON = [
  '{"id":{{json .Id}},"name":{{json .Name}},"state":{{json .State.Status}},"image":{{json .Image}}',
  '"imageName":{{json .Config.Image}},"mounts":{{json .Mounts}},"requested":{{json (index .HostConfig "Mounts")}}',
  '"temporary":{{json (index .HostConfig "Tmpfs")}},"capDrop":{{json .HostConfig.CapDrop}},"autoRemove":{{json .HostConfig.AutoRemove}}}'
].join(',')

// Two lines for each container: each call of docker takes a twentieth of a second, so one tells all.
const userAndPlace = (volume: string): string =>
  `${USER_AS_JSON}{{println}}{{.Id}} {{.Image}} {{.State.Status}} {{range .Mounts}}{{if eq (index . "Name") "${volume}"}}{{.Destination}}{{end}}{{end}}`

// How much room there is where the volume lies.
const TELL_ROOM: Script = sh`${describeRoom}
printf 'room=%s\n' "$(describe_room .)"`

// What restores that did not end left on the volume.
const TELL_LEFT: Script = sh`for left in .predeploy-old-* .predeploy-new-*; do
  if [ -d "$left" ]; then printf 'left=%s\n' "$left"; fi
done`

const TAR_OF_IMAGE: Script = sh`${describeTar}
printf '%s' "$tar"`

// How much there is may take long to find out; then it stays unknown.
const READER: Script = sh`cd -- "$1" || exit
${describeTar}
used=$(timeout 2 du -sk . 2>/dev/null | cut -f 1)
printf '%s %s\n' "\${used:--}" "$tar"
${TELL_ROOM}
${TELL_LEFT}`

// Starting a container takes half a second, asking one that runs a tenth; so what runs is asked first.
const FIND_IMAGE: Script = sh`for image in $images; do
  [ "$best" = gnu ] || try_image "$image"
done
if [ "$best" != gnu ]; then
  for container in $(docker ps --quiet --no-trunc); do
    case " $users " in *"$container"*) continue ;; esac
    found=$(docker exec --user 0 -e LC_ALL=C "$container" sh -c ${TAR_OF_IMAGE.text} 2>/dev/null) || continue
    offer "$(docker inspect --type container --format '{{.Image}}' -- "$container")" "$found"
    [ "$best" != gnu ] || break
  done
fi
if [ "$best" = none ]; then
  for image in $(docker image ls --quiet --no-trunc --filter dangling=false | head -n 12); do
    try_image "$image"
    [ "$best" != gnu ] || break
  done
fi`
