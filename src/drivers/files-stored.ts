import { z } from 'zod'
import type { ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'

/** What a manifest tells of files. */
export type StoredFiles = z.infer<typeof shape>

/** Reads what the manifest tells of files. Throws a UserError where it is not the manifest of such a component. */
export function readFilesBackup(backup: ManifestComponent): {
  readonly artifact: ManifestArtifact
  readonly stored: StoredFiles
} {
  const [artifact] = backup.artifacts
  if (artifact === undefined || backup.artifacts.length > 1) {
    throw new UserError(
      `the backup of ${backup.name} has ${backup.artifacts.length} artifacts instead of one`
    )
  }
  return { artifact, stored: shape.parse(backup.facts) }
}

const shape = z.object({
  paths: z.array(z.object({ path: z.string(), kind: z.enum(['link', 'directory', 'file']) })),
  excluded: z.array(z.string())
})
