import type { ManifestArtifact } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import type { FilesSpec } from '../files.js'
import { MANY_OWNERS } from '../tar/inspector.js'
import type { FilesFacts } from './facts.js'

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

/** Refuses a capture that the user who makes it could not bring back: a green backup is restorable. */
export function refuseUnrestorable({ sudo }: FilesSpec, facts: FilesFacts): void {
  if (facts.root !== undefined) return
  const foreign = facts.paths
    .filter((path) => path.foreign)
    .map(({ path }) => `${path} holds files of other users`)
  const problems = [...missingRights(facts), ...foreign]
  if (problems.length === 0) return
  throw new UserError(`the user may read these files, but could not restore them: ${problems.join('; ')}`, {
    remedy: `Connect as root, let the user run sudo without a password${sudo === false ? ' and take `sudo: false` out' : ''}, or give it these files.`
  })
}

const missingRights = ({ paths }: FilesFacts): readonly string[] =>
  paths.flatMap(({ unwritable }) => (unwritable === undefined ? [] : [`${unwritable} is not writable`]))

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
