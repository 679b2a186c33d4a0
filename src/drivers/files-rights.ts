import type { ManifestArtifact } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'
import type { FilesSpec } from './files.js'
import type { FilesFacts } from './files-facts.js'
import { MANY_OWNERS } from './tar-inspector.js'

/** As whom to restore. Throws a UserError that names every right that is missing, before anything is touched. */
export function rightsToRestore(
  { sudo }: FilesSpec,
  facts: FilesFacts,
  artifact: ManifestArtifact
): 'by sudo' | 'as the user' {
  if (facts.root === 'is root') return 'as the user'
  if (facts.root === 'by sudo') return 'by sudo'
  const problems = [...missingRights(facts), ...foreignOwners(facts, artifact)]
  if (sudo === true) problems.push('sudo asks for a password or is not there')
  if (problems.length === 0) return 'as the user'
  throw new UserError(`the user may not restore these files: ${problems.join('; ')}`, {
    remedy: `Connect as root, or let the user run sudo without a password${sudo === false ? ' and take `sudo: false` out' : ''}.`
  })
}

const missingRights = ({ paths }: FilesFacts): readonly string[] =>
  paths.flatMap(({ path, unwritable, foreign }) => [
    ...(unwritable === undefined ? [] : [`${unwritable} is not writable`]),
    ...(foreign ? [`${path} holds files of other users`] : [])
  ])

function foreignOwners({ user, groups }: FilesFacts, { details }: ManifestArtifact): readonly string[] {
  const numbers = (name: string): readonly number[] => {
    const value = details?.[name]
    return Array.isArray(value) ? value.map(Number) : []
  }
  const owners = numbers('owners')
  const others = owners.filter((owner) => owner !== user)
  const otherGroups = numbers('groups').filter((group) => !groups.includes(group))
  if (owners.length === 0) return ['the backup does not say to whom its files belong']
  return [
    ...(others.length > 0 || owners.length >= MANY_OWNERS
      ? [`the backup holds files of the users ${others.join(', ')}`]
      : []),
    ...(otherGroups.length > 0 ? [`the backup holds files of the groups ${otherGroups.join(', ')}`] : [])
  ]
}
