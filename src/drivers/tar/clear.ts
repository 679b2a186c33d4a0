import { posix } from 'node:path'
import { lines, type Script, sh } from '../../host-script/script.js'
import { measureFiles, requireRoom } from '../room.js'
import { HOLDER_PREFIX } from './command.js'
import { literally } from './paths.js'
import type { Exchange, Place, Size } from './places.js'

type Places = Pick<Exchange, 'places'>

/** Whether the old data can go as a whole: what a backup leaves out, and a restore puts back, would be nowhere for a while. */
export const canGoFirst = ({ places }: Places, excluded: readonly string[]): boolean =>
  excluded.length === 0 && places.every(({ kept, staying }) => kept.length + staying.length === 0)

/** Prints how much room the end of the old data makes, for `readMeasured`. */
export const measureCleared = ({ places }: Places): Script => sh`${measureFiles}
${lines(
  places.map((place) =>
    place.exchange === 'content'
      ? sh`measure_files ${place.target} -xdev -mindepth 1 ${passingOver(place)}`
      : sh`measure_files ${place.target} -xdev`
  )
)}`

/** Fails where there is no room for the archive even once the old data is gone. */
export const requireRoomCleared = (
  exchange: Places,
  { bytes, counts }: Size
): Script => sh`measure_cleared() {
${measureCleared(exchange)}
}
freed=0
for line in $(measure_cleared); do freed=$((freed + \${line#frees=} / 1024)); done
${requireRoom(
  { bytes, entries: counts['entries'] ?? 0 },
  exchange.places.map(({ exchange: kind, target }) => (kind === 'content' ? target : posix.dirname(target))),
  sh`"$freed"`
)}`

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
