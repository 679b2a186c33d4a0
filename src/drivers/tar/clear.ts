import { lines, type Script, sh } from '../../host-script/script.js'
import { measureFiles } from '../room.js'
import { HOLDER_PREFIX } from './command.js'
import { literally } from './paths.js'
import type { Exchange, Place } from './places.js'

/** Removes the old data of the places; what the backup left out stays, with the folders that it lies in, and so does what other restores keep. */
export const clear = ({ places }: Pick<Exchange, 'places'>): Script => sh`set -eu
fail() { printf '%s\n' "$1" >&2; exit 1; }
# $1 is the directory, the rest tells find what stays.
clear_content() {
  directory=$1
  shift
  find "$directory" -xdev -mindepth 1 "$@" ! -type d -exec rm -f {} +
  # Those in which something stays are not empty.
  find "$directory" -xdev -mindepth 1 -depth "$@" -type d -exec rmdir {} + 2>/dev/null || :
  [ -z "$(find "$directory" -xdev -mindepth 1 "$@" ! -type d | head -n 1)" ] || fail "not all that is old could be removed from $directory"
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

/** Prints how much room that makes, for `readMeasured`. */
export const measureCleared = ({ places }: Pick<Exchange, 'places'>): Script => sh`${measureFiles}
${lines(
  places.map((place) =>
    place.exchange === 'content'
      ? sh`measure_files ${place.target} -xdev -mindepth 1 ${passingOver(place)}`
      : sh`measure_files ${place.target} -xdev`
  )
)}`

// The stars of `find` match slashes as well.
const passingOver = ({ target, kept, staying }: Place): readonly string[] => [
  ...['!', '-path', `${literally(target)}/${HOLDER_PREFIX}*`],
  ...[...staying, ...kept.map((path) => `${target}/${path}`)].flatMap((path) => [
    ...['!', '-path', literally(path)],
    ...['!', '-path', `${literally(path)}/*`]
  ])
]
