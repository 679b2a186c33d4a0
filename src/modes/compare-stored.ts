import { setFolder } from '../backup-set/keys.js'
import type { Manifest, ManifestArtifact } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'
import type { Store } from '../stores/store.js'

/** Artifacts of a set. */
export interface SetArtifacts extends Pick<Manifest, 'stack' | 'id'> {
  readonly artifacts: readonly ManifestArtifact[]
}

/** All artifacts that a manifest lists. */
export const artifactsOf = (manifest: Manifest): readonly ManifestArtifact[] =>
  manifest.components.flatMap(({ artifacts }) => artifacts)

/** Compares what the store lists with what the manifest says. Throws a UserError with this remedy where an object is gone or has another size. */
export async function compareStored(
  store: Store,
  { stack, id, artifacts }: SetArtifacts,
  remedy: string
): Promise<void> {
  const folder = setFolder(stack, id)
  const stored = new Map((await store.list(folder)).map((object) => [object.key, object]))
  for (const { key, storedBytes } of artifacts) {
    const bytes = stored.get(folder + key)?.bytes
    if (bytes === storedBytes) continue
    const now = bytes === undefined ? 'is gone' : `has ${bytes} bytes`
    throw new UserError(`${store.locate(folder + key)} ${now}, ${storedBytes} bytes were stored`, { remedy })
  }
}
