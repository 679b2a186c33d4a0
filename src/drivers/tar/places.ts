import type { Counts } from '../../backup-set/manifest.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import { requireRoom } from '../room.js'
import type { TarTool } from './command.js'
import { commonFunctions, contentFunctions, wholeFunctions } from './exchange-shell.js'

/** Where one tree of an archive is staged and what it replaces. All paths are absolute. */
export interface Place {
  /** Whether the content of a directory is exchanged, or the thing itself: a file, a link, a directory that is gone. */
  readonly exchange: 'content' | 'whole'
  readonly target: string
  /** A directory of this run on the same file system: it holds what was staged, and from the swap on what was there before. */
  readonly holder: string
  /** Paths further below the target that the backup left out: what stands there moves out and back in. */
  readonly kept: readonly string[]
  /** Absolute paths right in the target that the backup left out: an exchange passes over them. */
  readonly staying: readonly string[]
}

/** The places of a restore and the tar that works there. */
export interface Exchange {
  readonly places: readonly Place[]
  readonly tool: TarTool
}

/** Where the tree is staged. */
export const stagedAt = ({ holder }: Place): string => `${holder}/new`

/** Makes the holders. Fails with the figures where the file systems have no room for what comes. */
export function prepare(exchange: Exchange, { bytes, counts }: Size): Script {
  const entries = counts['entries'] ?? 0
  return withFunctions(
    exchange,
    sh`${each(exchange, ({ exchange: kind, target, holder }) => sh`prepare_${kind} ${target} ${holder}`)}
${requireRoom(
  { bytes, entries },
  exchange.places.map(({ holder }) => holder)
)}`
  )
}

/** How large the archive and how much is in it. */
export interface Size {
  readonly bytes: number
  readonly counts: Counts
}

/** Exchanges old for staged. */
export const swap = (exchange: Exchange): Script =>
  withFunctions(
    exchange,
    each(exchange, ({ exchange: kind, target, holder, kept }) =>
      kind === 'whole'
        ? sh`swap_whole ${target} ${holder}`
        : sh`swap_content ${target} ${holder}
for kept in ${kept}; do keep ${target} ${holder} "$kept"; done
finish_content ${target} ${holder}`
    )
  )

/** Prints a line `missing=<target>` for each place where what was staged is not in service. */
export const verify = (exchange: Exchange): Script =>
  withFunctions(
    exchange,
    each(exchange, ({ exchange: kind, target, holder }) => sh`verify_${kind} ${target} ${holder}`)
  )

/** Puts the old things back, in reverse order. */
export const undo = (exchange: Exchange): Script =>
  withFunctions(
    exchange,
    each({ ...exchange, places: exchange.places.toReversed() }, ({ exchange: kind, target, holder, kept }) =>
      kind === 'whole'
        ? sh`undo_whole ${target} ${holder}`
        : sh`for kept in ${kept}; do unkeep ${target} ${holder} "$kept"; done
undo_content ${target} ${holder}`
    )
  )

/** Removes the holders with all that is in them. */
export const discard = (exchange: Exchange): Script =>
  withFunctions(
    exchange,
    each(exchange, ({ exchange: kind, target, holder }) => sh`discard_${kind} ${target} ${holder}`)
  )

const withFunctions = ({ tool, places }: Exchange, script: Script): Script => sh`${commonFunctions}
${contentFunctions({ tool, staying: places.flatMap(({ staying }) => staying) })}
${wholeFunctions}
${script}`

const each = ({ places }: Pick<Exchange, 'places'>, script: (place: Place) => Script): Script =>
  lines(places.map(script))
