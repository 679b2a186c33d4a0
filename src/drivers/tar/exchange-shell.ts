import { type Script, sh } from '../../host-script/script.js'
import { HOLDER_PREFIX, keeping, POSIX_FORMAT, type TarTool } from './command.js'
import { literally } from './paths.js'

const OURS = `${HOLDER_PREFIX}*`

/** What the exchanges of contents and of wholes share. */
export const commonFunctions: Script = sh`set -eu
LC_ALL=C
export LC_ALL
fail() { printf '%s\n' "$1" >&2; exit 1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }
# An undo comes only where a swap was begun, and so the holder was made: without it nobody knows what was there before.
require_holder() { [ -d "$1" ] || fail "what was put aside in $1 is gone"; }
require_absent() { if exists "$1"; then fail "$1 is in the way: something made it meanwhile"; fi; }

# Changes the entries of the directory $1 by a command and gives it its time back.
unnoticed() (
  directory=$1
  shift
  stamp=$(mktemp)
  trap 'rm -f "$stamp"' EXIT
  touch -r "$directory" "$stamp"
  "$@"
  touch -r "$stamp" "$directory"
)

# Removes what is in a directory, but never what is in a file system that is mounted there.
empty() {
  find "$1" -xdev -mindepth 1 ! -type d -exec rm -f {} +
  find "$1" -xdev -mindepth 1 -depth -type d -exec rmdir {} +
}
remove_gone() {
  if [ -d "$1" ]; then
    empty "$1"
    rmdir "$1"
  fi
}

# What was restored is on the disk before the only other copy goes.
settle() { sync -f "$1" 2>/dev/null || sync; }`

/**
 * Exchanges the content of a directory, which stays the same directory for whoever has it mounted or open. $1 is the directory, $2
 * its holder. What lies where tells how far an exchange came: `emptied` stands from when all old entries are out until none of the
 * new ones is in.
 */
export function contentFunctions({ tool, staying }: Exchanging): Script {
  const entries = exchanged(staying)
  return sh`
move_entries() {
  find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec sh -c 'to=$1; shift; exec mv -f -- "$@" "$to/"' sh "$2" {} +
  [ -z "$(find "$1" -mindepth 1 -maxdepth 1 ${entries} | head -n 1)" ] || fail "not everything could be moved out of $1"
}
list_inodes() {
  find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec stat -c %i {} + >"$2.unsorted"
  sort -u -o "$2" "$2.unsorted"
}
# In service things come and go: what was there a moment ago and is no longer is no failure. Any other failure is one.
list_in_service() {
  if ! find "$1" -mindepth 1 -maxdepth 1 ${entries} -exec stat -c %i {} + >"$2.unsorted" 2>"$2.said"; then
    [ -s "$2.said" ] && ! grep -v ': No such file or directory$' "$2.said" >&2 || fail "what is in $1 could not be listed"
  fi
  sort -u -o "$2" "$2.unsorted"
}
# Writes the inodes of a list, $3, that lie in the directory into a file beside the list. Not for $( ) or a condition: a failure
# would be lost there.
find_present() {
  list_in_service "$1" "$2/in-service"
  sort -o "$2/both" "$2/$3" "$2/in-service"
  uniq -d "$2/both" >"$2/$3.present"
}

# An archive of nothing but the directory itself carries its owner, mode, times and attributes.
save_attributes() {
  if [ -e "$2" ]; then return 0; fi
  tar -C "$1" -c -f "$2.part" ${tool === 'gnu' ? POSIX_FORMAT : []} ${keeping(tool)} --no-recursion .
  mv -f "$2.part" "$2"
}
apply_attributes() { tar -C "$1" -x -p -f "$2" ${keeping(tool)}; }

prepare_content() {
  unnoticed "$1" mkdir -m 700 "$2"
  mkdir -m 700 "$2/new"
}
swap_content() {
  save_attributes "$1" "$2/old.tar"
  save_attributes "$2/new" "$2/new.tar"
  if [ ! -e "$2/emptied" ]; then
    list_inodes "$2/new" "$2/inodes"
    mkdir -p -m 700 "$2/old"
    move_entries "$1" "$2/old"
    mkdir "$2/emptied"
  fi
  move_entries "$2/new" "$1"
}
# $3 was left out of the backup: it stays, within what was restored around it.
keep() {
  exists "$2/old/$3" || return 0
  require_absent "$1/$3"
  to=$(dirname "$1/$3")
  mkdir -p "$to"
  [ "$(cd -P "$to" && pwd)" = "$(dirname "$(cd -P "$1" && pwd)/$3")" ] || fail "$3 was left out of the backup and has no place in it"
  unnoticed "$(dirname "$2/old/$3")" unnoticed "$to" mv -f "$2/old/$3" "$1/$3"
}
# What was left out of the backup is in service again, and is none of the old, though it may be another name of what is.
list_aside() {
  list_inodes "$2/old" "$2/old-inodes"
  list_in_service "$1" "$2/in-service"
  sort -o "$2/both" "$2/old-inodes" "$2/in-service" "$2/in-service"
  uniq -u "$2/both" >"$2/aside"
}
finish_content() {
  apply_attributes "$1" "$2/new.tar"
  find_present "$1" "$2" inodes
  [ "$(wc -l <"$2/inodes.present")" -eq "$(wc -l <"$2/inodes")" ] || fail "not everything that was staged is in $1"
  list_aside "$1" "$2"
  mkdir -p "$2/swapped"
}
unkeep() {
  [ -e "$2/emptied" ] && exists "$1/$3" && ! exists "$2/old/$3" && [ -d "$(dirname "$2/old/$3")" ] || return 0
  unnoticed "$(dirname "$2/old/$3")" mv -f "$1/$3" "$2/old/$3"
}
# What somebody else put back already is no less old; what cannot be taken must not pass for new, which is discarded.
take_aside_again() {
  if [ ! -e "$2/aside" ]; then return 0; fi
  find_present "$1" "$2" aside
  while read -r inode; do
    find "$1" -mindepth 1 -maxdepth 1 ${entries} -inum "$inode" -exec sh -c ${MOVE_WHERE_FREE.text} sh {} "$2/old" \\;
  done <"$2/aside.present"
  find_present "$1" "$2" aside
  [ ! -s "$2/aside.present" ] || fail "something old in $1 could not be put aside in $2/old again: is its name taken there?"
}
undo_content() {
  require_holder "$2"
  if [ -e "$2/emptied" ]; then
    [ -d "$2/old" ] || fail "what was put aside in $2 is gone"
    take_aside_again "$1" "$2"
    mkdir -p -m 700 "$2/undone"
    move_entries "$1" "$2/undone"
    rmdir "$2/emptied"
  fi
  if [ -d "$2/old" ]; then
    move_entries "$2/old" "$1"
    apply_attributes "$1" "$2/old.tar"
    rmdir "$2/old"
  fi
  rm -rf "$2/swapped"
}
# All that was staged lay there when the swap ended. Whoever runs since may have made and removed things, but nothing old comes back.
verify_content() {
  if [ -d "$2/swapped" ]; then
    find_present "$1" "$2" aside
    find_present "$1" "$2" inodes
    if [ ! -s "$2/aside.present" ] && { [ ! -s "$2/inodes" ] || [ -s "$2/inodes.present" ]; }; then return 0; fi
  fi
  printf 'missing=%s\n' "$1"
}
discard_content() {
  if [ -d "$2" ]; then
    if [ -e "$2/swapped" ]; then settle "$1"; fi
    remove_gone "$2-gone"
    unnoticed "$1" mv "$2" "$2-gone"
  fi
  if [ -d "$2-gone" ]; then
    empty "$2-gone"
    unnoticed "$1" rmdir "$2-gone"
  fi
}`
}

/** How contents are exchanged: by which tar, and what of them stays where it is, as absolute paths. */
export interface Exchanging {
  readonly tool: TarTool
  readonly staying: readonly string[]
}

// `find` goes on where the name is taken; whoever asks it looks at what stayed.
const MOVE_WHERE_FREE: Script = sh`to=$2/\${1##*/}
if [ -e "$to" ] || [ -L "$to" ]; then exit 1; fi
exec mv -f -- "$1" "$to"`

// `find` takes a pattern.
const exchanged = (staying: readonly string[]): readonly string[] => [
  ...['!', '-name', OURS],
  ...staying.flatMap((path) => ['!', '-path', literally(path)])
]

/**
 * Exchanges something as a whole: a file, a link, or a directory that was not there. $1 is its path, $2 the holder beside it.
 * `swapping` stands from when an exchange begins until it is undone, `undoing` from when the new thing is out again.
 */
export const wholeFunctions: Script = sh`
prepare_whole() {
  mkdir -p "$(dirname "$1")"
  mkdir -m 700 "$2"
}
swap_whole() {
  mkdir -p "$2/swapping"
  if exists "$2/new"; then
    stat -c %i "$2/new" >"$2/inode"
    if exists "$1" && ! exists "$2/old"; then
      mkdir -p "$2/replaces"
      mv -f "$1" "$2/old"
    fi
    require_absent "$1"
    mv -f "$2/new" "$1"
  fi
}
undo_whole() {
  require_holder "$2"
  if [ ! -e "$2/swapping" ]; then return 0; fi
  if ! exists "$2/new" && [ ! -e "$2/undoing" ]; then
    if [ -e "$2/replaces" ] && ! exists "$2/old"; then fail "what was put aside in $2 is gone"; fi
    if exists "$1"; then mv -f "$1" "$2/undone"; fi
    mkdir "$2/undoing"
  fi
  if exists "$2/old"; then
    require_absent "$1"
    mv -f "$2/old" "$1"
  fi
  rmdir "$2/swapping"
}
verify_whole() {
  [ -d "$2/swapping" ] && ! exists "$2/new" && exists "$1" && [ "$(stat -c %i "$1")" = "$(cat "$2/inode")" ] || printf 'missing=%s\n' "$1"
}
discard_whole() {
  if [ -d "$2" ]; then
    if [ -e "$2/swapping" ]; then settle "$2"; fi
    remove_gone "$2-gone"
    mv "$2" "$2-gone"
  fi
  remove_gone "$2-gone"
}`
