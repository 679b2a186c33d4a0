import { type Script, sh } from './script.js'
import { stateFolder } from './state-folder.js'

/** Who asks for the lock of a stack. */
export interface LockClaim {
  readonly stack: string
  /** Names the run among all others. */
  readonly token: string
  /** What others are told of the holder: JSON in one line that holds the token. */
  readonly owner: string
}

/** Seconds after which a lock that nobody renewed belongs to a dead run. By the host's clock, so no two clocks are compared. */
export const LOCK_SECONDS = 120

/**
 * Takes the lock of a stack, or tells who has it. Prints `lock=taken`, also where the run has it already, and `dead=` with the owner
 * whose lock had run out; or `lock=held` with the `owner`, and `until`, the second at which it runs out. `stale` is such a second that was seen for so long that
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
    ${unlessOwn(token, sh`:`, sh`echo lock=taken; exit 0`)}
    if [ "$tries" -gt 1 ]; then rm -f "$state"/claim.${token}; fi
    printf '%s\n' lock=held "until=$until" "owner=$owner"
    exit 0
  fi
  mine=$((highest + 1))
  ${writeLock({ file: sh`"$state"/claim.${token}`, until: sh`$((now + ${LOCK_SECONDS}))`, owner })} || exit
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
    if [ "$file" != "$state/lock.$mine" ]; then rm -f "$file"; fi
  done 2>/dev/null
  echo lock=taken
  if [ "$before" -ne 0 ]; then printf 'dead=%s\n' "$of"; fi
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
  ${unlessOwn(token, sh`printf '%s\n' lock=lost "owner=$owner"; exit 0`)}
fi
${replaceLock(sh`$(($(date +%s) + ${LOCK_SECONDS}))`, claimed)}
echo lock=kept`

/** Lets go of the lock, where the run holds it. Prints `lock=freed`; or `lock=lost`, and the `owner` where there is one. */
export const freeLock = ({
  stack,
  token
}: Pick<LockClaim, 'stack' | 'token'>): Script => sh`${stateFolder(stack)}
${FIND_LOCK}
${unlessOwn(token, sh`printf '%s\n' lock=lost "owner=$owner"; exit 0`)}
${replaceLock(sh`0000000000`, sh`"$owner"`)}
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

const unlessOwn = (token: string, otherwise: Script, own: Script = sh`:`): Script => sh`case $owner in
  *${token}*) ${own} ;;
  *) ${otherwise} ;;
esac`

const writeLock = ({ file, until, owner }: { file: Script; until: Script; owner: string | Script }): Script =>
  sh`printf '%s\n' "${until}" ${owner} >${file}`

// Read by others at any moment, so it is exchanged whole. On a disk that is full it is written over: it never changes its length.
const replaceLock = (until: Script, owner: string | Script): Script => sh`if ! {
  ${writeLock({ file: sh`"$state/lock.$highest.new"`, until, owner })} && mv -f "$state/lock.$highest.new" "$state/lock.$highest"
} 2>/dev/null; then
  rm -f "$state/lock.$highest.new" 2>/dev/null
  printf '%s\n' "${until}" ${owner} 1<>"$state/lock.$highest" || exit
fi`
