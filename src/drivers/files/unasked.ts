import type { Facts } from '../facts.js'
import type { Place } from '../tar/places.js'
import { readMountLine, sourcesOf, unescaped } from './mountinfo.js'
import { isBelow } from './paths.js'

/** What is known of the mounts of files where Docker did not tell which containers have them. */
export interface UnaskedDocker {
  /** What Docker said; undefined where it is not there at all. */
  readonly said: string | undefined
  /** Whether the user sees all processes of the host, and so every mount there is. */
  readonly seesAll: boolean
  readonly mounts: readonly UnaskedMount[]
}

/** A file or folder of the host that somebody has mounted by itself. */
export interface UnaskedMount {
  /** A container by its id, or a process by its number. */
  readonly by: { readonly kind: 'container' | 'process'; readonly id: string }
  /** Where it lies on the host, as the paths are declared. */
  readonly source: string
}

/** Reads what `probeFiles` printed of the paths where Docker did not answer; undefined where it did. */
export function readUnasked(facts: Facts, paths: readonly string[]): UnaskedDocker | undefined {
  const said = facts.optional('docker-error')
  if (said === undefined && facts.optional('docker') !== 'absent') return undefined
  const own = facts.all('own-mount').map(readMountLine)
  const real = facts.all('real').map(unescaped)
  return {
    said: said?.trim(),
    seesAll: facts.optional('processes') === 'all',
    mounts: facts.all('elsewhere').flatMap((line) => {
      const [container = '-', process = '', ...rest] = line.split(' ')
      const by =
        container === '-'
          ? ({ kind: 'process', id: process } as const)
          : ({ kind: 'container', id: container.slice(0, 12) } as const)
      return sourcesOf(readMountLine(rest.join(' ')), own)
        .flatMap((source) => asDeclared(source, { paths, real }))
        .map((source) => ({ by, source }))
    })
  }
}

// The kernel tells of no links above a path.
function asDeclared(
  source: string,
  { paths, real }: { readonly paths: readonly string[]; readonly real: readonly string[] }
): readonly string[] {
  return paths.flatMap((path, index) => {
    const place = real[index] ?? path
    return source === place || isBelow(source, place) ? [path + source.slice(place.length)] : []
  })
}

/**
 * What the user should know before a restore that cannot stop whom it should: a file that is mounted by itself stays the old one
 * for its container until that starts again.
 */
export function warningsOfUnasked(
  unasked: UnaskedDocker | undefined,
  places: readonly Place[]
): readonly string[] {
  if (unasked === undefined) return []
  const stale = unasked.mounts.filter(({ source }) =>
    places.some(
      ({ target, exchange }) => isBelow(source, target) || (exchange === 'whole' && source === target)
    )
  )
  const known = stale.map(({ by, source }) =>
    by.kind === 'container'
      ? `container ${by.id} mounts ${source} by itself, and this user may not stop it for the exchange: it goes on with what was there before until it starts again: docker restart ${by.id}`
      : `process ${by.id} has ${source} mounted by itself: it goes on with what was there before until it starts again`
  )
  const { said, seesAll } = unasked
  if (said === undefined || seesAll) return [...new Set(known)]
  const targets = places.map(({ target }) => target).join(', ')
  return [
    ...new Set(known),
    `Docker could not be asked which containers mount ${targets} (${said}): one that mounts a file of them by itself goes on with the old one until it starts again, so restart it (docker restart NAME); or connect as a user that may use Docker, and the restore does it`
  ]
}
