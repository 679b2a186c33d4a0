import type { Json } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import type { Inspection, Inspector } from '../driver.js'
import { readTar, type TarMember } from './archive.js'
import { judgeTarMessages } from './messages.js'

/** What to make of an archive beside its structure. */
export interface TarInspection {
  /** Whether a file that changed while it was read is an error instead of a warning. */
  readonly strict: boolean
  /** Names that warn: whoever reads the archive reads their content. */
  readonly secrets?: RegExp
}

/**
 * Inspects a tar archive. Counts `bytes` as the files' sizes with their holes, each inode once, so that a restored tree can be
 * compared: a further name of an inode is one of the `hard links` and has no bytes.
 */
export function tarInspector({ strict, secrets }: TarInspection): Inspector {
  const counts = { entries: 0, files: 0, directories: 0, symlinks: 0, 'hard links': 0, other: 0, bytes: 0 }
  const owners = new Set<number>()
  const groups = new Set<number>()
  const secretNames: string[] = []
  let secretFiles = 0
  let attributes = 0
  let sparse = 0
  let format: TarMember['format'] = 'ustar'

  const reader = readTar((member) => {
    counts.entries += 1
    counts[PLURALS[member.kind]] += 1
    counts.bytes += member.bytes
    if (owners.size < MANY_OWNERS) owners.add(member.owner)
    if (groups.size < MANY_OWNERS) groups.add(member.group)
    if (member.attributes) attributes += 1
    if (member.sparse) sparse += 1
    format = member.format
    if (member.kind === 'file' && secrets?.test(member.name)) {
      secretFiles += 1
      if (secretFiles <= 3) secretNames.push(readable(member.name))
    }
  })

  return {
    write: (chunk) => reader.write(chunk),
    end(stderr): Inspection {
      reader.end()
      if (counts.entries === 0) throw new UserError('the tar archive holds nothing')
      const details: Record<string, Json> = {
        format,
        attributes,
        sparse,
        owners: [...owners].sort((one, other) => one - other),
        groups: [...groups].sort((one, other) => one - other)
      }
      return {
        counts,
        details,
        warnings: [...judgeTarMessages(stderr, strict), ...warnOfSecrets(secretNames, secretFiles)]
      }
    }
  }
}

/** So many different owners or groups are told at most; whoever reaches this number may have had more. */
export const MANY_OWNERS = 64

const PLURALS = {
  file: 'files',
  directory: 'directories',
  symlink: 'symlinks',
  'hard link': 'hard links',
  other: 'other'
} as const

function warnOfSecrets(names: readonly string[], files: number): readonly string[] {
  if (files === 0) return []
  const more = files > names.length ? ` and ${files - names.length} more` : ''
  return [`the backup holds secrets in plain text: ${names.join(', ')}${more}`]
}

const readable = (name: string): string => JSON.stringify(Buffer.from(name, 'latin1').toString()).slice(1, -1)
