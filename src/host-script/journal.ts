import { atWork, type JournalPhase } from './at-work.js'
import { entryNumber } from './clear-old.js'
import { type Lease, listEntry, type QuietContainer } from './quiet-list.js'
import { lines, type Script, sh, withSecrets } from './script.js'
import { stateFolder } from './state-folder.js'

/** What of a component is replaced, how it is taken back, and how what its restore left is removed. */
export interface JournalEntry {
  readonly name: string
  /** All that is replaced, each in words that are the same in every journal. */
  readonly places: readonly string[]
  readonly undo: Script
  readonly discard: Script
}

/** What a journal tells of a restore beside its components. */
export interface JournalHead {
  /** What must not run while it is taken back, in the order in which it stops. */
  readonly stops: readonly QuietContainer[]
  /** The servers whose data is restored: whoever wants to restore again must have them run. */
  readonly servers: readonly { readonly id: string; readonly name: string }[]
  /** What is restored, in one line, for whoever resumes it. */
  readonly backup: string
  /** The backup of what is there before; none where nobody wanted one. */
  readonly safety?: string | undefined
  /** How long the old data is kept once it is proven; zero where it is not. */
  readonly keepSeconds: number
  /** Which part of the restore it is. */
  readonly part: RestorePart
}

/** A restore onto a host that has nothing yet is made in two parts: of the files, and of the rest. */
export type RestorePart = 'whole' | 'first' | 'last'

/**
 * Defines `find_phase`, which sets `$phase` to that of the journal in `$journal`, or to nothing, and `move_phase FROM TO`, which fails where it is
 * another. It is the name of a file without content: a rename comes from one phase only, and a full disk has room for it. Its time is that of
 * the last sign of life.
 */
export const PHASE: Script = sh`find_phase() {
  phase=
  for noted in "$journal"/phase.*; do
    if [ -e "$noted" ]; then phase=\${noted##*.}; fi
  done
}
move_phase() {
  [ -e "$journal/phase.$2" ] || mv "$journal/phase.$1" "$journal/phase.$2" || return
  touch -c "$journal/phase.$2" || :
  # A host that loses its power shall know it, too.
  sync "$journal" 2>/dev/null || :
}`

/** Begins the journal of a restore. Nothing is done by it before it is opened. */
export const beginJournal = (
  { stack, token }: Lease,
  { stops, servers, backup, safety, keepSeconds, part }: JournalHead
): Script => sh`${stateFolder(stack)}
journal=$state/journal.${token}
# What the first part of the restore left is removed by the next run.
if [ -e "$journal"/phase.proven ]; then mv "$journal" "$journal"-first || exit; fi
rm -rf "$journal" && mkdir "$journal" || exit
: >"$journal"/supersedes || exit
printf '%s\n' ${backup} >"$journal"/backup && echo ${token} >"$journal"/token || exit
${part === 'whole' ? undefined : sh`echo ${part} >"$journal"/part || exit`}
: >"$journal"/list || exit
: >"$journal"/servers || exit
${safety === undefined ? undefined : sh`echo ${safety} >"$journal"/safety || exit`}
${lines([
  ...stops.map((stop) => sh`printf '%s\n' ${listEntry(stop)} >>"$journal"/list || exit`),
  ...servers.map(({ id, name }) => sh`printf '%s\n' ${`${id} ${name}`} >>"$journal"/servers || exit`)
])}
${
  keepSeconds === 0
    ? undefined
    : sh`echo ${Math.ceil(keepSeconds)} >"$journal"/keep && echo 0000000000 >"$journal"/until || exit`
}`

/** Adds a component; components are taken back in reverse order. Its scripts can be run by anybody who can read the folder, so secrets stand in them. */
export const addToJournal = (
  { stack, token }: Lease,
  { name, places, undo, discard }: JournalEntry,
  index: number
): Script => {
  const number = entryNumber(index)
  return sh`${stateFolder(stack)}
journal=$state/journal.${token}
${QUOTE_VARIABLE}
printf '%s\n' ${name} >"$journal"/${`${number}.name`} || exit
printf '%s\n' ${[...places.map((place) => JSON.stringify(place)), END_MARK]} >"$journal"/${`${number}.places`} || exit
${alone(undo, `${number}.undo`)}
${alone(discard, `${number}.discard`)}`
}

/** Says that the journal is whole; its phase is `staging`. */
export const openJournal = ({ stack, token }: Lease): Script => sh`${stateFolder(stack)}
journal=$state/journal.${token}
: >"$journal"/phase.staging || exit
sync "$journal"/* "$journal" 2>/dev/null || sync`

/** Notes that the restore went on from one phase to the next. */
export const movePhase = (lease: Lease, from: JournalPhase, to: JournalPhase): Script =>
  atWork(
    lease,
    from,
    sh`${PHASE}
move_phase ${from} ${to}`
  )

/** The last line of a file of a journal that is whole. */
export const END_MARK = '# the end'

/**
 * Defines `run_alone FILE`, which runs a script of a journal, with `predeploy_superseded` in its environment: `yes` where all places of its component were replaced
 * since, and that was proven. One that is not whole, since the host lost its power while it was written, might do nothing and seem to have done all.
 */
export const RUN_ALONE: Script = sh`run_alone() {
  if [ "$(tail -n 1 "$1")" != ${END_MARK} ]; then
    printf 'the journal of the restore was cut short: %s\n' "$1" >&2
    return 1
  fi
  superseded=no
  if [ -e "\${1%.*}.superseded" ]; then superseded=yes; fi
  predeploy_superseded=$superseded sh "$1" </dev/null
}`

// A file that `sh` runs in the environment that every script has, with the secrets of the script.
function alone(script: Script, file: string): Script {
  const secrets = script.secrets ?? {}
  const exports = Object.keys(secrets).map(
    (name) => sh`printf 'export %s=' ${name} && quote_variable "$${{ text: name }}" &&`
  )
  return withSecrets(
    sh`{ printf 'umask %s\n' "$login_mask" &&
${lines([...exports, sh`printf '%s\n' ${script.text} ${END_MARK}`])}
} >"$journal"/${file} || exit`,
    secrets
  )
}

// In single quotes, each of its own as '\''. No tool sees it.
const QUOTE_VARIABLE: Script = sh`quote_variable() {
  rest=$1
  quoted=
  while :; do
    case $rest in
      *\\'*) quoted=$quoted\${rest%%\\'*}"'\\\\''"; rest=\${rest#*\\'} ;;
      *) break ;;
    esac
  done
  printf "'%s'\n" "$quoted$rest"
}`
