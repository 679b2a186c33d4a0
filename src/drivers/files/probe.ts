import { type Script, sh } from '../../host-script/script.js'
import { describeRoom } from '../room.js'
import { describeTar } from '../tar/command.js'
import { literally } from '../tar/paths.js'
import { whoMounts } from './mounted-by.js'
import { stayingIn } from './mounts.js'

/** What a files component asks about. */
export interface FilesReference {
  readonly paths: readonly string[]
  /** Absolute paths below them that nobody reads, so that it does not matter what they are. */
  readonly excluded: readonly string[]
  /** Whether to look as root: only where something needs it (undefined), always, or never. */
  readonly sudo: boolean | undefined
}

/**
 * Asks the host about paths: what each is, what of it the user cannot read, what file systems are mounted, and which containers
 * mount files of the host: Docker, or the processes where it does not answer. A path is told by its index.
 */
export const probeFiles = ({ paths, excluded, sudo }: FilesReference): Script => {
  // What lies deeper in a folder must be moved by a restore, which needs rights.
  const staying = paths.flatMap((path) => stayingIn({ path, byContent: true, excluded }))
  const describe = describePaths({ paths, excluded, staying })
  const asRoot = sh`sudo -n env LC_ALL=C sh -c ${describe.text}`
  return sh`${describeTar}
printf '%s\n' "tar=$tar" "user=$(id -u)" "groups=$(id -G)"
described=$(${describe})
${
  sudo === false
    ? undefined
    : sh`if [ "$(id -u)" != 0 ]; then
  case ${sudo === true ? 'needs=' : sh`$described`} in
    *needs=*)
      if as_root=$(${asRoot} 2>/dev/null); then
        echo root=yes
        case ${sudo === true ? 'unreadable=' : sh`$described`} in *unreadable=* | *' missing'*) echo reads=root ;; esac
        described=$as_root
      fi ;;
  esac
fi`
}
printf '%s\n' "$described"
if [ -r /proc/self/mountinfo ]; then
  while read -r _ _ _ _ point _; do printf 'mount=%s\n' "$point"; done </proc/self/mountinfo
fi
${whoMounts(paths)}`
}

// `needs` says that root would see more or could do more.
const describePaths = ({
  paths,
  excluded,
  staying
}: Pick<FilesReference, 'paths' | 'excluded'> & {
  readonly staying: readonly string[]
}): Script => sh`${describeRoom}
index=0
for path in ${paths}; do
  if [ -L "$path" ]; then kind=link
  elif [ -d "$path" ]; then kind=directory
  elif [ -f "$path" ]; then kind=file
  elif [ -e "$path" ]; then kind=other
  else kind=missing needs=
  fi
  printf 'kind=%s %s\n' "$index" "$kind"
  if [ "$kind" = link ]; then printf 'link=%s %s\n' "$index" "$(readlink "$path")"; fi
  parent=$(dirname "$path")
  until [ -d "$parent" ]; do parent=$(dirname "$parent"); done
  printf 'parent=%s %s\n' "$index" "$parent"
  for left in "$path"/.predeploy-old-* "$path"/.predeploy-new-* "$parent"/.predeploy-old-* "$parent"/.predeploy-new-*; do
    [ ! -d "$left" ] || printf 'left=%s\n' "$left"
  done
  if [ "$kind" = directory ]; then place=$path; else place=$parent; fi
  printf 'room=%s %s\n' "$index" "$(describe_room "$place")"
  if [ "$kind" = missing ] || [ ! -w "$place" ]; then printf 'needs=%s root\n' "$index"; fi
  if [ ! -w "$place" ]; then printf 'unwritable=%s %s\n' "$index" "$place"; fi
  if [ "$kind" != missing ] && [ "$(id -u)" != 0 ]; then
    if [ -n "$(find "$path" ${passingOver(staying)} ! -user "$(id -u)" -print 2>/dev/null | head -n 1)" ]; then
      printf 'needs=%s root\nforeign=%s\n' "$index" "$index"
    fi
    find "$path" ${passingOver(excluded)} -exec sh -c ${UNREADABLE.text} sh "$index" {} + 2>/dev/null | head -n 10
  fi
  index=$((index + 1))
done
used=$(timeout 2 du -skc ${paths} 2>/dev/null | tail -n 1 | cut -f 1)
printf 'used=%s\n' "$used"`

// `find` takes patterns.
const passingOver = (excluded: readonly string[]): readonly string[] =>
  excluded.flatMap((path) => ['-path', literally(path), '-prune', '-o'])

// A link needs no right to be read, and a socket is left out.
const UNREADABLE: Script = sh`index=$1
shift
for name; do
  if [ -L "$name" ] || [ -S "$name" ]; then continue; fi
  if [ ! -r "$name" ] || { [ -d "$name" ] && [ ! -x "$name" ]; }; then
    printf 'needs=%s root\nunreadable=%s %s\n' "$index" "$index" "$(printf %s "$name" | tr '\n' '?')"
  fi
done`
