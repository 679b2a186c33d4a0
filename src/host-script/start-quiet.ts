import { type Script, sh } from './script.js'

/** Defines `uptime_seconds`: POSIX has no clock that is finer than a second; Linux has this one, which nobody sets. */
export const TELL_TIME: Script = sh`uptime_seconds() {
  read -r up _ </proc/uptime && printf '%s' "$up"
}`

/**
 * Defines `start_all LIST TOKEN`, which starts what is on a list. A stop that is under way ends even when nobody waits for it, and
 * would stop what was started meanwhile; so it is waited for. What was told once is not done again, and each start is noted before it, since
 * whoever asked may be gone when it is done.
 */
export const START_ALL: Script = sh`trap '' PIPE
${TELL_TIME}
note() {
  printf '%s\n' "$2" >>"$state/told.$1" || :
}
tell() {
  note "$1" "$2"
  printf '%s\n' "$2" || :
}
look_at() {
  described=$(docker inspect --type container --format '{{.State.Status}}' -- "$1" 2>/dev/null) && return
  described="error $(docker inspect --type container --format '{{.State.Status}}' -- "$1" 2>&1 >/dev/null)"
}
start_all() {
  stopping=
  grace=0
  if [ -e "$state/stopping.$2" ]; then
    { read -r stopping && read -r grace; } <"$state/stopping.$2" || :
    case $grace in '' | *[!0-9]*) grace=60 ;; esac
  fi
  reversed=
  while read -r _ id name; do reversed="$id/$name $reversed"; done <"$1" || { [ ! -e "$1" ]; return; }
  not_started=0
  for entry in $reversed; do
    if [ ! -e "$1" ]; then return 0; fi
    id=\${entry%%/*}
    name=\${entry#*/}
    told=
    if [ -e "$state/told.$2" ]; then told=$(cat "$state/told.$2"); fi
    case $told in *"started=$id "* | *"ran=$id "* | *"gone=$id "*) continue ;; esac
    look_at "$id"
    seconds=0
    while [ "$id" = "$stopping" ] && [ "$described" = running ] && [ "$seconds" -lt "$((grace + 60))" ]; do
      sleep 1
      seconds=$((seconds + 1))
      look_at "$id"
    done
    if [ "$id" = "$stopping" ] && [ "$described" = running ]; then
      # It may never have begun. Whoever tries again believes that.
      rm -f "$state/stopping.$2"
      printf '%s is being stopped for too long\n' "$name" >&2
      not_started=1
      continue
    fi
    begun=no
    case $told in *"begun=$id "*) begun=yes ;; esac
    case $described in
      running) if [ "$begun" = no ]; then tell "$2" "ran=$id $name"; continue; fi ;;
      paused) note "$2" "begun=$id $name"; docker unpause "$id" >/dev/null || { not_started=1; continue; } ;;
      error*[Nn]'o such container'* | error*[Nn]'o such object'*) tell "$2" "gone=$id $name"; continue ;;
      error*) printf '%s\n' "\${described#error }" >&2; not_started=1; continue ;;
      *) note "$2" "begun=$id $name"; docker start "$id" >/dev/null || { not_started=1; continue; } ;;
    esac
    tell "$2" "started=$id $(uptime_seconds) $name"
  done
  return "$not_started"
}`

/**
 * Defines `end_lease TOKEN`, which starts what a lease holds and removes it; prints as `endLease` does. Once the list has its new name,
 * nothing more is stopped.
 */
export const END_LEASE: Script = sh`${START_ALL}
told_before() {
  if [ ! -e "$state/told.$1" ]; then return 0; fi
  while IFS= read -r line; do
    case $line in begun=*) ;; *) printf '%s\n' "$line" || : ;; esac
  done <"$state/told.$1"
}
end_lease() {
  mv "$state/quiet.$1" "$state/ending.$1" 2>/dev/null || :
  verdict=kept
  if [ -e "$state/fired.$1" ]; then verdict=fired; fi
  told_before "$1"
  failed=0
  for list in "$state/quiet.$1" "$state/ending.$1" "$state/fired.$1"; do
    if [ -e "$list" ]; then start_all "$list" "$1" || failed=1; fi
  done
  if [ "$failed" != 0 ]; then return 1; fi
  echo "lease=$verdict"
  # For whoever asks again because the answer was lost. A full disk has no room for it, and that is no reason to fail.
  { told_before "$1"; echo "lease=$verdict"; } >"$state/ended.$1.new" &&
    mv "$state/ended.$1.new" "$state/ended.$1" || :
  for file in quiet ending fired list watch armed trouble stopping told; do rm -f "$state/$file.$1"; done
}`
