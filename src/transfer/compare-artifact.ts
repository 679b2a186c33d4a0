import type { ManifestArtifact } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'
import type { Seen } from './relay.js'

/** What to do about a stored object that is not what the manifest says. */
export const DAMAGED =
  'The stored object was changed or damaged. Nothing was replaced. Restore an earlier backup.'

/** Rejects an object whose size or hash is not that of the manifest. */
export function compareDigest(
  artifact: ManifestArtifact,
  { storedBytes, sha256 }: { readonly storedBytes: number; readonly sha256: string }
): void {
  if (storedBytes !== artifact.storedBytes) {
    throw new UserError(
      `${artifact.key} has ${storedBytes} bytes, the manifest says ${artifact.storedBytes}`,
      { remedy: DAMAGED }
    )
  }
  if (sha256 !== artifact.sha256) {
    throw new UserError(`${artifact.key} has the SHA-256 ${sha256}, the manifest says ${artifact.sha256}`, {
      remedy: DAMAGED
    })
  }
}

/** Rejects an artifact that unpacks to another size or holds other counts than the manifest says. */
export function compareCounts(artifact: ManifestArtifact, seen: Seen): void {
  if (seen.bytes !== artifact.bytes) {
    throw new UserError(
      `${artifact.key} unpacks to ${seen.bytes} bytes, the manifest says ${artifact.bytes}`,
      { remedy: DAMAGED }
    )
  }
  const names = new Set([...Object.keys(artifact.counts), ...Object.keys(seen.inspection.counts)])
  for (const name of names) {
    const [now, then] = [seen.inspection.counts[name], artifact.counts[name]]
    if (now !== then) {
      throw new UserError(`${artifact.key} holds ${now ?? 0} ${name}, the manifest says ${then ?? 0}`, {
        remedy: DAMAGED
      })
    }
  }
}

/** What zlib and zstd say of bytes that are not theirs, with the object that is damaged; another error as it is. */
export function explainUnpacking(artifact: ManifestArtifact, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (!/^Z(STD)?_/.test(code ?? '')) return error
  return new UserError(`${artifact.key} cannot be unpacked: ${message}`, { remedy: DAMAGED, cause: error })
}
