import { posix } from 'node:path'
import { lines, type Script, sh } from '../../host-script/script.js'
import { describeRoom, measureFiles } from '../room.js'
import { HOLDER_PREFIX } from './command.js'
import { literally } from './paths.js'
import type { Exchange, Place } from './places.js'

type Places = Pick<Exchange, 'places'>

/** Whether the old data can go as a whole: what a backup leaves out, and a restore puts back, would be nowhere for a while. */
export const canGoFirst = ({ places }: Places, excluded: readonly string[]): boolean =>
  excluded.length === 0 && places.every(({ kept, staying }) => kept.length + staying.length === 0)

/** Prints how much room the end of the old data makes, for `readMeasured`. All lies on one file system. */
export const measureCleared = ({ places }: Places): Script => sh`${measureFiles}
${describeRoom}
${lines(
  places.map((place) =>
    place.exchange === 'content'
      ? sh`measure_files ${place.target} -xdev -mindepth 1 ${passingOver(place)}`
      : sh`measure_files ${place.target} -xdev`
  )
)}
printf 'room=%s\n' "$(describe_room ${where(places)})"`

/** Fails where the user may not write to one of the folders from which something would be removed. */
export const requireRemovable = ({ places }: Places): Script => sh`find_fixed() {
  for target in ${places.map(({ target }) => target)}; do
    if [ -d "$target" ]; then find "$target" -xdev -type d -exec sh -c ${UNWRITABLE.text} sh {} +; fi
  done
}
fixed=$(find_fixed 2>&1)
if [ -n "$fixed" ]; then
  printf 'the old data cannot all be removed: the user may not write to %s\n' "$(printf '%s' "$fixed" | head -n 1)" >&2
  exit 1
fi`

/** Removes the old data of the places, but not what other restores keep there. */
export const clear = ({ places }: Places): Script => sh`set -eu
fail() { printf '%s\n' "$1" >&2; exit 1; }
# $1 is the directory, the rest tells find what stays.
clear_content() {
  directory=$1
  shift
  find "$directory" -xdev -mindepth 1 "$@" ! -type d -exec rm -f {} +
  find "$directory" -xdev -mindepth 1 -depth "$@" -type d -exec rmdir {} +
  [ -z "$(find "$directory" -xdev -mindepth 1 "$@" | head -n 1)" ] || fail "not all that is old could be removed from $directory"
}
clear_whole() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    clear_content "$1"
    rmdir "$1"
  else
    rm -f "$1"
  fi
}
${lines(
  places.map((place) =>
    place.exchange === 'content'
      ? sh`clear_content ${place.target} ${passingOver(place)}`
      : sh`clear_whole ${place.target}`
  )
)}`

// The stars of `find` match slashes as well.
const passingOver = ({ target }: Place): readonly string[] => [
  '!',
  '-path',
  `${literally(target)}/${HOLDER_PREFIX}*`
]

const UNWRITABLE: Script = sh`for directory; do
  [ -w "$directory" ] && [ -x "$directory" ] || printf '%s\n' "$directory"
done`

const where = (places: readonly Place[]): string => {
  const [first] = places
  if (first === undefined) return '/'
  return first.exchange === 'content' ? first.target : posix.dirname(first.target)
}
