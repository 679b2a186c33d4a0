import { type Script, sh } from '../host-script/script.js'
import { readFacts } from './facts.js'

/** A file system as `df` tells of it. */
export interface FileSystem {
  readonly device: string
  readonly bytes: number
  readonly freeBytes: number
}

/** What comes to a file system while a restore stages there. */
export interface Coming {
  readonly bytes: number
  /** Files, each of which takes whole blocks. */
  readonly entries?: number
  /** Bytes that a server writes beside meanwhile. */
  readonly beside?: number
  /** The id of that server's container: it writes them once, however many components of it are staged. */
  readonly writer?: string
  /** The file system of a server's own, where it writes as well. */
  readonly ofServer?: FileSystem | undefined
}

/**
 * Bytes that must be free for what comes: a tenth more, and a reserve. A server whose disk is full stops, or takes no more writes, old
 * data included, so half a gibibyte stays free there, or a twentieth of a smaller disk. Files need no more than what is theirs: a disk
 * that is nearly full shall not keep a small one from coming back.
 */
export const neededBytes = (coming: Coming): number => neededTogether([coming])

/** The same for all that comes to one file system: one reserve, the largest, is enough. */
export const neededTogether = (all: readonly Coming[]): number =>
  Math.ceil(
    all.reduce((sum, coming) => sum + ownBytes(coming), 0) +
      besideBytes(all) +
      Math.max(...all.map(reserveOf))
  )

/** Tells file systems apart: where there are quotas, one device has several sizes. */
export const identityOf = ({ device, bytes }: FileSystem): string => `${device} ${bytes}`

/** What a restore stages on a file system, for whoever adds up what comes to it. */
export interface Demand {
  readonly coming: Coming
  readonly fileSystem: FileSystem
  /** What is there, as a sentence: `the volume shop_uploads lies`. */
  readonly place: string
}

/** Room that the end of old data makes on a file system, at least; the figures of that are those of the same moment. */
export interface Freed {
  readonly fileSystem: FileSystem
  readonly bytes: number
}

/** Defines `measure_files`, which prints how much room the end of files makes, for `readMeasured`: those that find finds by its arguments, without folders. */
export const measureFiles: Script = sh`measure_files() {
  # Never too much: a file that has another name elsewhere stays.
  find "$@" ! -type d -exec stat -c '%d:%i %b %B %h' {} + 2>/dev/null |
    awk '{ if (++seen[$1] == $4) bytes += $2 * $3 } END { printf "frees=%.0f\\n", bytes }'
}`

/** Reads that, and the `room=` that `describe_room` told; nothing where the host could not tell. */
export function readMeasured(printed: string): readonly Freed[] {
  const facts = readFacts(printed)
  const fileSystem = readFileSystem(facts.optional('room'))
  const bytes = facts.all('frees').reduce((sum, one) => sum + Number(one), 0)
  return fileSystem === undefined ? [] : [{ fileSystem, bytes }]
}

/** Prints where a directory lies, for `readFileSystem`: `$1` is its path. */
export const describeRoom: Script = sh`describe_room() {
  printf '%s %s\n' "$(stat -c %d "$1/." 2>/dev/null)" "$(df -Pk "$1/." 2>/dev/null | tail -n 1)"
}`

/** Reads that; undefined where the host could not tell. */
export function readFileSystem(described: string | undefined): FileSystem | undefined {
  const [, device, kilobytes, free] = /^(\d+) .*?(\d+) +\d+ +(\d+) +\d+% /.exec(described ?? '') ?? []
  if (device === undefined || Number(kilobytes) === 0) return undefined
  return { device, bytes: Number(kilobytes) * 1024, freeBytes: Number(free) * 1024 }
}

/**
 * Fails where the file systems of these directories have no room for what comes, as they are when it comes. Only together: a manifest
 * does not tell how much of it comes to which.
 */
export const requireRoom = (coming: Coming, directories: readonly string[]): Script => sh`${requireFree}
require_free -k ${Math.ceil(neededBytes(coming) / 1024)} KiB ${directories}
require_free -i ${coming.entries ?? 1} inodes ${directories}`

const BLOCK = 4096
const FILES_RESERVE = 16 * 1024 * 1024
const SERVER_RESERVE = 512 * 1024 * 1024

const ownBytes = ({ bytes, entries = 0 }: Coming): number => (bytes + entries * BLOCK) * 1.1

const besideBytes = (all: readonly Coming[]): number =>
  [...Map.groupBy(all, (coming) => coming.writer ?? coming).values()].reduce(
    (sum, ofOne) => sum + Math.max(...ofOne.map(({ beside = 0 }) => beside)),
    0
  )

const reserveOf = ({ ofServer }: Coming): number =>
  ofServer === undefined ? FILES_RESERVE : Math.min(SERVER_RESERVE, ofServer.bytes / 20)

/** What is lacking, for errors. */
export const NO_ROOM = 'there is no room beside the old data'

// $1 is what df shall count, $2 how many are needed, $3 what they are; the directories follow. Unknown figures refuse nothing.
const requireFree: Script = sh`require_free() {
  option=$1 needed=$2 unit=$3 free=0 seen=' '
  shift 3
  for directory in "$@"; do
    device=$(stat -c %d "$directory")
    case $seen in *" $device "*) continue ;; esac
    seen="$seen$device "
    figures=$(df -P "$option" "$directory" | sed -n '$s/^.* \\([0-9][0-9]*\\)  *[0-9][0-9]*  *\\([0-9][0-9]*\\)  *[0-9]*%.*$/\\1 \\2/p')
    case $figures in '' | '0 '*) return 0 ;; esac
    free=$((free + \${figures#* }))
  done
  [ "$free" -ge "$needed" ] || { printf '%s: %s %s are needed, %s are free\n' ${NO_ROOM} "$needed" "$unit" "$free" >&2; exit 1; }
}`
