import { artifactName, setFolder } from '../backup-set/keys.js'
import type { Manifest, ManifestArtifact } from '../backup-set/manifest.js'
import { type Compressor, chooseCompressor } from '../codecs/index.js'
import type { Plan, PlannedComponent, UserCommand } from '../config/plan.js'
import type { Capture } from '../drivers/driver.js'
import { asError } from '../errors.js'
import type { OtherRuns } from '../report/preview.js'
import type { BackupPreview, PreviewedArtifact, PreviewedCommand } from '../report/preview-backup.js'
import type { Store } from '../stores/store.js'
import type { FoundComponent } from './find-components.js'
import { readLast } from './last-backup.js'
import { lookAround, type Surroundings } from './look-around.js'
import { besideOtherRuns, findOtherRuns } from './other-runs.js'
import { type Run, withHostAndStore } from './run.js'
import { storedSet } from './stored-set.js'
import { type Dead, findDeadRuns } from './sweep.js'
import { checkedTime } from './time.js'

/** Tells what a backup of the chosen components would do. Looks as a backup does, takes no lock and writes nothing, anywhere. */
export const previewBackup = (
  plan: Plan,
  chosen: readonly PlannedComponent[],
  run: Run
): Promise<BackupPreview> =>
  withHostAndStore(run, async (host, store) => {
    const otherRuns = await findOtherRuns(host, plan.stack, run.signal)
    const last = readLast(store, plan.stack)
    const seen = await lookAround({ plan, chosen, run, host, store }, last).catch((error: unknown) => {
      throw besideOtherRuns(error, otherRuns)
    })
    const compressor = chooseCompressor(plan.compression, seen.tools)
    const unlisted: string[] = []
    const dead = await findDead(store, plan.stack, (error) =>
      unlisted.push(`${UNLISTED}: ${asError(error).message}`)
    )
    for (const warning of [...seen.warnings, ...unlisted]) run.log.warn(warning)
    const place = store.locate(setFolder(plan.stack, '<id>'))
    const time = checkedTime(store, run.log)
    const told = describeBackup({
      ...{ plan, chosen, seen, time, compressor, otherRuns, dead, place },
      host: host.label
    })
    return { ...told, warnings: [...told.warnings, ...unlisted] }
  })

// A backup that could not sweep is good all the same.
const findDead = (store: Store, stack: string, warn: (error: unknown) => void): Promise<Dead> =>
  findDeadRuns(store, stack, warn).catch((error: unknown) => {
    warn(error)
    return { ids: [], keys: [], uploads: [] }
  })

const UNLISTED = 'not all that dead runs left in the store can be told'

/** What the preview of a backup is made of. */
export interface SeenForBackup {
  readonly plan: Plan
  readonly chosen: readonly PlannedComponent[]
  readonly seen: Surroundings
  readonly time: Date
  readonly compressor: Compressor
  readonly otherRuns: OtherRuns
  readonly dead: Dead
  readonly place: string
  readonly host: string
}

/** Makes the preview of what was found. Pure. */
export function describeBackup(given: SeenForBackup): BackupPreview {
  const { plan, chosen, seen, time, compressor, otherRuns, dead, place, host } = given
  return {
    ...{ stack: plan.stack, host, place, otherRuns },
    compression: { codec: compressor.codec.name, where: compressor.where },
    artifacts: seen.components.flatMap((component) =>
      component.found
        .captures()
        .map((capture) => describeArtifact({ component, capture, compressor, last: seen.last.manifest }))
    ),
    leftOut: plan.components.filter((component) => !chosen.includes(component)).map(({ name }) => name),
    quiet: seen.quiet.map(({ name, action }) => ({ name, action })),
    graceSeconds: plan.quiesce?.graceSeconds ?? 0,
    commands: commandsOf(plan),
    dead: { ids: dead.ids, objects: dead.keys.length, uploads: dead.uploads.length },
    last: describeLast(seen.last, time),
    warnings: seen.warnings
  }
}

const describeLast = (last: Surroundings['last'], time: Date): BackupPreview['last'] =>
  last.unreadable === undefined
    ? last.manifest && storedSet(last.manifest, time)
    : { unreadable: last.unreadable }

function describeArtifact({
  component: { planned, found },
  capture: { part, extension, expectedBytes },
  compressor,
  last
}: {
  readonly component: FoundComponent
  readonly capture: Capture
  readonly compressor: Compressor
  readonly last: Manifest | undefined
}): PreviewedArtifact {
  const before = lastOf(last, planned, part)
  const compression = compressor.codec.extension
  return {
    ...{ component: planned.name, type: planned.type, part, consistency: found.consistency },
    name: artifactName({ component: planned.name, part, extension, compression }),
    expected:
      // What the host tells counts indexes, free space and whole blocks, of which no artifact has any.
      before !== undefined
        ? { bytes: before.bytes, from: 'last backup' }
        : expectedBytes !== undefined
          ? { bytes: expectedBytes, from: 'host' }
          : undefined,
    lastStoredBytes: before?.storedBytes
  }
}

const lastOf = (
  last: Manifest | undefined,
  { name, type }: PlannedComponent,
  part: string | undefined
): ManifestArtifact | undefined =>
  last?.components
    .find((component) => component.name === name && component.type === type)
    ?.artifacts.find((artifact) => artifact.part === part)

// In the order in which they run.
const commandsOf = ({ hooks, quiesce }: Plan): readonly PreviewedCommand[] =>
  (
    [
      ['hooks.before', hooks?.before],
      ['quiesce.drain', quiesce?.drain],
      ['hooks.after', hooks?.after],
      ['hooks.failed', hooks?.failed]
    ] as const
  ).flatMap(([name, command]) => (command === undefined ? [] : [describeCommand(name, command)]))

const describeCommand = (
  name: string,
  { command, written, container, timeoutSeconds }: UserCommand
): PreviewedCommand => ({
  name: name === 'hooks.failed' ? `${name} (where it fails)` : name,
  command: written ?? command,
  timeoutSeconds,
  where:
    container === undefined
      ? 'the host'
      : typeof container === 'string'
        ? container
        : `${container.service} of project ${container.project}`
})
