import { z } from 'zod'
import type { ManifestArtifact, ManifestComponent } from '../../backup-set/manifest.js'
import { onlyArtifact, readStored } from '../stored.js'

/** What a manifest tells of files. */
export type StoredFiles = z.infer<typeof shape>

/** Reads what the manifest tells of files. Throws a UserError where it is not the manifest of such a component. */
export function readFilesBackup(backup: ManifestComponent): {
  readonly artifact: ManifestArtifact
  readonly stored: StoredFiles
} {
  return { artifact: onlyArtifact(backup), stored: readStored(shape, backup.facts, backup) }
}

const shape = z.object({
  paths: z.array(z.object({ path: z.string(), kind: z.enum(['link', 'directory', 'file']) })),
  excluded: z.array(z.string())
})
