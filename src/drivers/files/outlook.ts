import type { ManifestArtifact } from '../../backup-set/manifest.js'
import type { Outlook } from '../driver.js'
import { type Demand, identityOf } from '../room.js'
import type { Place } from '../tar/places.js'
import type { FilesFacts, FilesPath } from './facts.js'
import { isBelow } from './paths.js'
import type { StoredFiles } from './stored.js'

/** What a backup holds of files. */
export interface StoredArchive {
  readonly artifact: ManifestArtifact
  readonly stored: StoredFiles
}

/** What a restore will do to files of the host. */
export function outlookOf(
  { paths }: Pick<FilesFacts, 'paths'>,
  { artifact, stored }: StoredArchive,
  places: readonly Place[]
): Outlook {
  const isThere = (path: string) => paths.some((each) => each.path === path && each.kind !== 'missing')
  const targets = places.map(({ target }) => target)
  const byContent = places.filter(({ exchange }) => exchange === 'content').map(({ target }) => target)
  const demands = demandsOf(paths, artifact)
  return {
    replaced: targets.filter(isThere),
    returning: targets.filter((path) => !isThere(path)),
    gone: byContent.map((target) => `what came to ${target} after the backup`),
    // What is exchanged as a whole takes with it whatever stands in it.
    kept: stored.excluded.filter((path) => byContent.some((target) => isBelow(path, target))),
    demands,
    roomKnown: demands.length > 0
  }
}

// A manifest does not tell how much comes to which path, so it can be told only where all lie on one file system.
function demandsOf(paths: FilesFacts['paths'], { bytes, counts }: ManifestArtifact): readonly Demand[] {
  const [first] = paths.map(({ room }) => room)
  if (first === undefined) return []
  const isElsewhere = ({ room }: FilesPath) => room === undefined || identityOf(room) !== identityOf(first)
  if (paths.some(isElsewhere)) return []
  const coming = { bytes, entries: counts['entries'] ?? 0 }
  return [
    {
      coming,
      fileSystem: first,
      place: `${paths.map(({ path }) => path).join(', ')} ${paths.length === 1 ? 'lies' : 'lie'}`
    }
  ]
}
