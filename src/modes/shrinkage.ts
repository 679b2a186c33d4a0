import { latestKey, manifestKey } from '../backup-set/keys.js'
import {
  type Manifest,
  type ManifestArtifact,
  type ManifestComponent,
  manifestSchema
} from '../backup-set/manifest.js'
import { asError } from '../errors.js'
import { formatBytes } from '../format.js'
import type { Log } from '../log.js'
import { readJson } from '../stores/json.js'
import type { Store } from '../stores/store.js'
import { latestSchema } from './set-writer.js'

/** The manifest of the last backup, to compare with; nothing where there is none. One that cannot be read is a warning. */
export async function readLast(store: Store, stack: string, log: Log): Promise<Manifest | undefined> {
  try {
    const latest = await readJson(store, latestKey(stack), latestSchema)
    if (latest === undefined) return undefined
    return (await readJson(store, manifestKey(stack, latest.value.id), manifestSchema))?.value
  } catch (error) {
    log.warn(`Nothing can be compared with the last backup: ${asError(error).message}`)
    return undefined
  }
}

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
