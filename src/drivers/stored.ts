import type { z } from 'zod'
import type { ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'
import { problemsOf } from './facts.js'

/** Reads what a driver once wrote into a manifest. Throws a UserError where that is not what a restore needs. */
export function readStored<Shape>(
  schema: z.ZodType<Shape>,
  stored: unknown,
  { name }: Pick<ManifestComponent, 'name'>
): Shape {
  const read = schema.safeParse(stored)
  if (read.success) return read.data
  throw new UserError(
    `the manifest does not tell of ${name} what a restore needs: ${problemsOf(read.error)}`,
    { remedy: ANOTHER, cause: read.error }
  )
}

/** The artifact of a component that has only one. Throws a UserError where the manifest lists none, or more. */
export function onlyArtifact({ name, artifacts }: ManifestComponent): ManifestArtifact {
  const [artifact] = artifacts
  if (artifact !== undefined && artifacts.length === 1) return artifact
  throw new UserError(`the manifest lists ${artifacts.length} artifacts of ${name} instead of one`, {
    remedy: ANOTHER
  })
}

/** What to do about a manifest that cannot be used. */
export const ANOTHER =
  'Restore another backup, or this one by the version of predeploy-backup that its manifest names.'
