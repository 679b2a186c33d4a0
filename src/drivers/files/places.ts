import { createHash } from 'node:crypto'
import type { RunToken } from '../driver.js'
import { HOLDER_PREFIX } from '../tar/command.js'
import type { Place } from '../tar/places.js'
import type { FilesFacts } from './facts.js'
import { type Mounted, stayingIn } from './mounts.js'
import { isBelow, parentOf } from './paths.js'
import type { StoredFiles } from './stored.js'

/**
 * Where each path is staged: a folder that is still there keeps its identity and gets new content, so that whoever has it mounted or
 * open goes on; everything else is exchanged as a whole, by a name beside it.
 */
export const placesOf = (facts: FilesFacts, stored: StoredFiles, run: RunToken): readonly Place[] =>
  stored.paths.map(({ path, kind }) => {
    const mounted = mountedAt(facts, stored, { path, kind })
    if (mounted.byContent) {
      const staying = stayingIn(mounted)
      const below = stored.excluded.filter(
        (excluded) => isBelow(excluded, path) && !staying.includes(excluded)
      )
      return {
        exchange: 'content',
        target: path,
        holder: `${path}/${HOLDER_PREFIX}${run}`,
        kept: below.map((excluded) => excluded.slice(path.length + 1)),
        staying
      }
    }
    const parent = parentOf(path)
    // Several paths, and those of other components, may lie in one folder.
    const name = createHash('sha256').update(path).digest('hex').slice(0, 8)
    return {
      exchange: 'whole',
      target: path,
      holder: `${parent === '/' ? '' : parent}/${HOLDER_PREFIX}${run}-${name}`,
      kept: [],
      staying: []
    }
  })

/** What is mounted around a path of a backup, and whether its content is exchanged: it was a folder, and still is. */
export const mountedAt = (
  { paths, mountPoints }: FilesFacts,
  { excluded }: StoredFiles,
  { path, kind }: StoredFiles['paths'][number]
): Mounted => ({
  path,
  byContent: kind === 'directory' && paths.find((candidate) => candidate.path === path)?.kind === 'directory',
  excluded,
  mountPoints
})

/** The folders above the paths that are gone, the deepest first: a restore makes them, and removes them if it fails. */
export function vanishedParents({ paths }: FilesFacts): readonly string[] {
  const vanished = new Set<string>()
  for (const { path, parent } of paths) {
    for (let above = parentOf(path); isBelow(above, parent); above = parentOf(above)) vanished.add(above)
  }
  return [...vanished].sort((one, other) => other.length - one.length)
}
