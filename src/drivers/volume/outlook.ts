import type { ManifestArtifact } from '../../backup-set/manifest.js'
import { formatBytes } from '../../format.js'
import type { Outlook } from '../driver.js'
import { usedBytes, type VolumeFacts } from './facts.js'
import type { StoredUsers } from './other-database.js'

/** What a backup holds of a volume. */
export interface StoredVolume {
  readonly artifact: ManifestArtifact
  readonly described: StoredUsers & { readonly excluded: readonly string[] }
}

/** What a restore will do to a volume. */
export function outlookOf(name: string, facts: VolumeFacts, { artifact, described }: StoredVolume): Outlook {
  const { volume, users, room, architecture } = facts
  const isThere = volume !== undefined
  const used = usedBytes(facts)
  const told = `what lies on the volume ${name}${used === undefined ? '' : ` (${formatBytes(used)})`}`
  const coming = { bytes: artifact.bytes, entries: artifact.counts['entries'] ?? 0 }
  return {
    versions: {
      backup: tellUsers(described.users?.map(({ image }) => image) ?? [], described.architecture),
      today: tellUsers(
        users.map(({ imageName }) => imageName),
        architecture
      )
    },
    replaced: isThere ? [told] : [],
    returning: isThere ? [] : [`the volume ${name}`],
    gone: isThere ? ['what came to it after the backup'] : [],
    kept: isThere ? described.excluded.map((path) => `${path} on it`) : [],
    demands: room === undefined ? [] : [{ coming, fileSystem: room, place: `the volume ${name} lies` }],
    roomKnown: room !== undefined
  }
}

const tellUsers = (images: readonly string[], architecture: string | undefined): string =>
  [[...new Set(images)].join(', '), architecture ?? ''].filter((text) => text !== '').join(' on ')
