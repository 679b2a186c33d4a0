import { UserError } from '../errors.js'
import { isBackupId, parseManifestKey } from './keys.js'
import type { Manifest } from './manifest.js'

/** Which backup the user means. */
export type BackupReference =
  | { readonly kind: 'latest' }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'key'; readonly stack: string; readonly id: string }
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
  if (key !== undefined) return { kind: 'key', ...key }
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
 * deploy had left.
 */
export function earliestBefore(backups: readonly KnownBackup[], sha: string): KnownBackup | undefined {
  return backups
    .filter(({ manifest }) => manifest.phase === 'pre-deploy' && !manifest.partial)
    .filter(({ manifest: { tags } }) =>
      [tags['git-sha'], tags['workflow-sha']].some((tag) => tag?.startsWith(sha))
    )
    .sort((one, other) => (one.manifest.id < other.manifest.id ? -1 : 1))[0]
}
