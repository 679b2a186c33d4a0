import { UNLESS_KEPT } from './kept.js'
import { type Script, sh } from './script.js'
import { stateFolder } from './state-folder.js'

/** Who asks for the lock of a stack. */
export interface LockClaim {
  readonly stack: string
  /** Names the run among all others. */
  readonly token: string
  /** What others are told of the holder: JSON in one line, with the token as `"token":"…"`. */
  readonly owner: string
}

/** Seconds after which a lock that nobody renewed belongs to a dead run. By the host's clock, so no two clocks are compared. */
export const LOCK_SECONDS = 120

/**
 * Takes the lock of a stack, or tells who has it. Prints `lock=taken`, also where the run has it already, `dead=` with the owner whose
 * lock had run out, and `lease=` with the token of each run that died while it kept containers from running, or restored; or `lock=held` with the
 * `owner`, and `until`, the second at which it runs out. `stale` is such a second that was seen for so long that
 * the host's clock must have been set back: it counts as past.
 *
 * Each holder adds a file with the next number, by a hard link, which fails where there is one; the highest number counts and is
 * never removed but by a higher one. So a lock that ran out has exactly one heir, however many look at it at once.
 */
export const takeLock = (
  { stack, token, owner }: LockClaim,
  stale: string | undefined
): Script => sh`${stateFolder(stack)}
tries=0
while [ "$tries" -lt 20 ]; do
  tries=$((tries + 1))
  ${FIND_LOCK}
  now=$(date +%s)
  if [ "$until" -gt "$now" ] && [ "$until" != ${stale ?? 'never'} ]; then
    # An answer that was lost on its way is asked for again.
    ${isOwner(token, { yes: sh`echo lock=taken; ${tellLeases(token)}; exit 0`, no: sh`:` })}
    if [ "$tries" -gt 1 ]; then rm -f "$state"/claim.${token}; fi
    printf '%s\n' lock=held "until=$until" "owner=$owner"
    exit 0
  fi
  mine=$((highest + 1))
  ${writeClaim({ file: sh`"$state"/claim.${token}`, until: sh`$((now + ${LOCK_SECONDS}))`, owner })} || exit
  if ! ln "$state"/claim.${token} "$state/lock.$mine"; then
    if [ -e "$state/lock.$mine" ]; then continue; fi
    exit 1
  fi
  before=$until
  of=$owner
  ${FIND_LOCK}
  if [ "$highest" != "$mine" ]; then
    rm -f "$state/lock.$mine"
    continue
  fi
  for file in "$state"/claim.* "$state"/lock.*; do
    if [ "$file" = "$state/lock.$mine" ]; then continue; fi
    # What another holds on to by a second name is no spare.
    case $file in *.new | */claim.*) ;; *) [ -e "$state"/.spare ] || mv "$file" "$state"/.spare ;; esac
    rm -f "$file"
  done 2>/dev/null
  ${KEEP_SPARE}
  echo lock=taken
  if [ "$before" -ne 0 ]; then printf 'dead=%s\n' "$of"; fi
  ${tellLeases(token)}
  for file in "$state"/*; do
    of=\${file##*.}
    case \${file##*/} in
      list.* | watch.* | armed.* | trouble.* | stopping.* | told.* | ended.*)
        # What is left of leases that ended.
        if [ "$of" != ${token} ] && [ ! -e "$state/quiet.$of" ] && [ ! -e "$state/ending.$of" ] && [ ! -e "$state/fired.$of" ] &&
          [ ! -e "$state/journal.$of" ]; then
          rm -f "$file"
        fi ;;
    esac
  done
  exit 0
done
exit 1`

/**
 * Puts off the end of a lock that the run holds. Prints `lock=kept`, or `lock=lost` and the `owner` where another run has taken it over.
 * Where somebody removed the whole folder, nobody has: it is made again.
 */
export const renewLock = ({ stack, token, owner: claimed }: LockClaim): Script => sh`${stateFolder(stack)}
${FIND_LOCK}
if [ "$highest" = 0 ]; then
  highest=1
else
  ${isOwner(token, { yes: sh`:`, no: LOST })}
fi
${replaceLock(sh`$(($(date +%s) + ${LOCK_SECONDS}))`, claimed)}
echo lock=kept`

/** Lets go of the lock, where the run holds it. Prints `lock=freed`; or `lock=lost`, and the `owner` where there is one. */
export const freeLock = ({
  stack,
  token
}: Pick<LockClaim, 'stack' | 'token'>): Script => sh`${stateFolder(stack)}
${FIND_LOCK}
${isOwner(token, { yes: sh`:`, no: LOST })}
${replaceLock(sh`0000000000`, sh`"$owner"`)}
rm -f "$state"/ended.${token}
echo lock=freed`

/**
 * Sets `$highest` to the number of the lock's file, `$until` to the second at which it runs out, and `$owner` to its owner. Zero says that
 * nobody holds it. A file that vanishes meanwhile has made room for a higher one; what it said does not count.
 */
export const FIND_LOCK: Script = sh`highest=0
for file in "$state"/lock.*; do
  number=\${file##*.}
  case $number in '' | *[!0-9]*) continue ;; esac
  if [ "$number" -gt "$highest" ]; then highest=$number; fi
done
until=0
owner=
if [ "$highest" -gt 0 ]; then
  { IFS= read -r until && IFS= read -r owner; } 2>/dev/null <"$state/lock.$highest" || :
fi
case $until in '' | *[!0-9]*) until=0 ;; esac`

/** Does one or the other, by whether the owner that `FIND_LOCK` found is the one with this token, or was the last to have it. */
export const isOwner = (
  token: string | Script,
  { yes, no }: { readonly yes: Script; readonly no: Script }
): Script => sh`case $owner in
  *'"token":"'${token}'"'*) ${yes} ;;
  *) ${no} ;;
esac`

const WORDS: Script = sh`"$state"/undone.*`

/** Prints `lease=` with the token of each run but one that left containers stopped, a restore half way, or, unless `words` is empty, word that it was taken back. */
export const tellLeases = (token: string, words = WORDS): Script => sh`tell_left() {
    if [ ! -e "$1" ] || [ "\${1##*.}" = ${token} ]; then return 0; fi
    journal=$1
    ${UNLESS_KEPT}
    printf 'lease=%s\n' "\${1##*.}"
  }
  for left in "$state"/quiet.* "$state"/ending.* "$state"/fired.* "$state"/journal.* ${words}; do
    tell_left "$left"
  done`

const LOST: Script = sh`printf '%s\n' lock=lost "owner=$owner"; exit 0`

const writeLock = ({ file, until, owner }: { file: Script; until: Script; owner: string | Script }): Script =>
  sh`printf '%s\n' "${until}" ${owner} >${file}`

// On a disk that is full the spare file is written over; lines of it that are left below the new ones say nothing. Of those that want it one gets it.
const writeClaim = ({
  file,
  until,
  owner
}: {
  file: Script
  until: Script
  owner: string
}): Script => sh`if ! {
    ${writeLock({ file, until, owner })}
  }; then
    mv -f "$state"/.spare ${file} 2>/dev/null && printf '%s\n' "${until}" ${owner} 1<>${file}
  fi`

// Room for the next lock, held while there is some: whoever sets right what a full disk broke needs one.
const KEEP_SPARE: Script = sh`if [ ! -e "$state"/.spare ]; then
    { printf '%2000s\n' spare >"$state"/.spare; } 2>/dev/null || rm -f "$state"/.spare
  fi`

// Read by others at any moment, so it is exchanged whole. On a disk that is full it is written over: it never changes its length.
const replaceLock = (until: Script, owner: string | Script): Script => sh`if ! {
  ${writeLock({ file: sh`"$state/lock.$highest.new"`, until, owner })} && mv -f "$state/lock.$highest.new" "$state/lock.$highest"
} 2>/dev/null; then
  rm -f "$state/lock.$highest.new" 2>/dev/null
  printf '%s\n' "${until}" ${owner} 1<>"$state/lock.$highest" || exit
fi`
