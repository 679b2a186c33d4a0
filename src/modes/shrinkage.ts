import type { Manifest, ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { formatBytes } from '../format.js'

/** What holds much less than in the last backup, or is gone, as sentences: data may have been lost before the backup was made. */
export function shrinkage(captured: readonly ManifestComponent[], last: Manifest): readonly string[] {
  return captured.flatMap(({ name, type, artifacts }) => {
    const before = last.components.find((component) => component.name === name && component.type === type)
    return (before?.artifacts ?? []).flatMap((artifact) => {
      const told = compare(
        artifacts.find(({ part }) => part === artifact.part),
        artifact
      )
      const subject = artifact.part === undefined ? name : `${name}/${artifact.part}`
      return told === undefined ? [] : [`${subject}: ${told} in the last backup (${last.id})`]
    })
  })
}

function compare(now: ManifestArtifact | undefined, before: ManifestArtifact): string | undefined {
  if (now === undefined) return `is not there any more, but was (${formatBytes(before.bytes)})`
  if (before.bytes < TELLING_BYTES || now.bytes >= before.bytes / 2) return undefined
  return `has ${formatBytes(now.bytes)}, less than half of the ${formatBytes(before.bytes)}`
}

// What is small changes by halves every day.
const TELLING_BYTES = 64 * 1024
