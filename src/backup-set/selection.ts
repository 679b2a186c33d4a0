import { UserError } from '../errors.js'
import { isBackupId, parseManifestKey } from './keys.js'
import type { Manifest } from './manifest.js'

/** Which backup the user means. */
export type BackupReference =
  | { readonly kind: 'latest' }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'key'; readonly key: string; readonly stack: string; readonly id: string }
  | { readonly kind: 'before'; readonly sha: string }
  | { readonly kind: 'checksum'; readonly checksum: string }

/** Reads the input `backup`. Throws a UserError that lists the forms it can take. */
export function parseBackupReference(text: string): BackupReference {
  const reference = text.trim()
  if (reference === 'latest') return { kind: 'latest' }
  if (isBackupId(reference)) return { kind: 'id', id: reference }
  if (/^[0-9a-f]{64}$/.test(reference)) return { kind: 'checksum', checksum: reference }
  const sha = /^before:([0-9a-f]{7,40})$/.exec(reference)?.[1]
  if (sha !== undefined) return { kind: 'before', sha }
  const key = parseManifestKey(reference.split('/').slice(-3).join('/'))
  if (key !== undefined) return { kind: 'key', key: reference, ...key }
  throw new UserError(`backup: ${JSON.stringify(text)} names no backup`, {
    remedy:
      'Give `latest`, an id (the output backup-id), the key of a manifest (the output key), the checksum of a manifest, or `before:<git sha>`.'
  })
}

/** A backup's manifest and the SHA-256 of its text. */
export interface KnownBackup {
  readonly manifest: Manifest
  readonly checksum: string
}

/**
 * The earliest whole pre-deploy backup of a commit: a deploy that was run again backed up, the second time, what the broken
 * deploy had left. What a run had checked out counts; the commit of its workflow only where no run had this one checked out.
 * Throws a UserError where the beginning of a sha fits several commits.
 */
export function earliestBefore(backups: readonly KnownBackup[], sha: string): KnownBackup | undefined {
  const whole = backups.filter(({ manifest }) => manifest.phase === 'pre-deploy' && !manifest.partial)
  const tagged = ['git-sha', 'workflow-sha'].map((tag) => ({
    tag,
    matching: whole.filter(({ manifest: { tags } }) => tags[tag]?.startsWith(sha))
  }))
  const { tag, matching } = tagged.find((each) => each.matching.length > 0) ?? { tag: '', matching: [] }
  const commits = new Set(matching.map(({ manifest: { tags } }) => tags[tag]))
  if (commits.size > 1) {
    throw new UserError(`before:${sha} fits several commits: ${[...commits].join(', ')}`, {
      remedy: 'Give the whole sha of the commit.'
    })
  }
  return matching.toSorted((one, other) => (one.manifest.id < other.manifest.id ? -1 : 1))[0]
}
