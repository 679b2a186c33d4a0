import { z } from 'zod'
import type { Json, ManifestComponent } from '../backup-set/manifest.js'
import { UserError } from '../errors.js'
import { inContainer } from '../host-script/container.js'
import type { Script } from '../host-script/script.js'
import type { Beside, Capture, Component, Driver, Found } from './driver.js'
import { readFacts } from './facts.js'
import { inHelper, MOUNT_POINT } from './helper-container.js'
import { leftBehind, warningOfLeft } from './left.js'
import { BUSYBOX_LOSES, createTar, toolFacts } from './tar/command.js'
import { tarInspector } from './tar/inspector.js'
import { excludedPath } from './tar/paths.js'
import { databaseOn } from './volume/database.js'
import { isUp, readVolumeFacts, usedBytes, type Volume, type VolumeFacts } from './volume/facts.js'
import { whereItLasts } from './volume/memory.js'
import { probeVolume } from './volume/probe.js'
import { chooseReader, type VolumeReader } from './volume/reader.js'
import { restoreVolume } from './volume/restore.js'

const schema = z.strictObject({
  volume: z
    .string()
    .regex(
      /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
      'is no name of a volume\nUse the name that `docker volume ls` shows.'
    )
    .describe('The volume, as `docker volume ls` shows it.'),
  image: z
    .string()
    .min(1)
    .optional()
    .describe(
      'An image on the host whose tar reads and writes the volume, where the one that is found does not suit.'
    ),
  exclude: z
    .array(excludedPath)
    .default([])
    .describe(
      'What is left out: paths within the volume, e.g. `cache`. A restore leaves what stands there as it is.'
    ),
  strict: z
    .boolean()
    .default(false)
    .describe('Whether a file that changed while it was read fails the backup instead of being a warning.')
})

/** What a document says of a volume. */
export type VolumeSpec = z.infer<typeof schema>

/** A Docker volume with all that lies on it, as one tar archive. */
export const volume: Driver = {
  type: 'volume',
  schema,
  component: (declared) => declaredVolume(schema.parse(declared))
}

const declaredVolume = (spec: VolumeSpec): Component => ({
  probe: probeVolume({ volume: spec.volume, image: spec.image }),
  found(probed, beside) {
    const facts = readVolumeFacts(readFacts(probed), spec.volume)
    return whereItLasts(facts, beside, foundVolume(spec, besides(facts, beside)))
  }
})

const besides = (facts: VolumeFacts, beside: Beside | undefined): VolumeFacts => ({
  ...facts,
  left: leftBehind(facts.left, beside),
  users: facts.users.map((user) => ({ ...user, state: beside?.quiet?.get(user.id) ?? user.state }))
})

function foundVolume(spec: VolumeSpec, facts: VolumeFacts): Found {
  const restoration = (backup: ManifestComponent, run: string) => restoreVolume({ spec, facts, backup, run })
  if (facts.volume === undefined) {
    return {
      facts: {},
      consistency: 'snapshot',
      warnings: [],
      absent: true,
      // A restore makes the volume anew, so only who wants to capture it is told.
      captures() {
        throw new UserError(`there is no volume ${spec.volume} on the host`, {
          remedy: 'Compare with `docker volume ls` on the host and correct `volume`.'
        })
      },
      restoration
    }
  }
  const up = facts.users.filter(isUp)
  const reader = chooseReader(facts, spec.image)
  return {
    facts: describeVolume(facts.volume, facts, spec, reader),
    consistency: up.some(({ state, writes }) => writes && state !== 'paused')
      ? 'fuzzy'
      : up.some(({ writes }) => writes)
        ? 'crash'
        : 'snapshot',
    warnings: [...(reader.tool === 'gnu' ? [] : [BUSYBOX_LOSES]), ...facts.left.map(warningOfLeft)],
    captures() {
      refuseLiveDatabase(spec, facts)
      return [captureVolume(spec, facts, reader)]
    },
    restoration
  }
}

function refuseLiveDatabase(spec: VolumeSpec, facts: VolumeFacts): void {
  for (const user of facts.users.filter(isUp)) {
    const database = databaseOn(user)
    if (database === undefined || !user.writes) continue
    throw new UserError(
      `${spec.volume} holds the files of a ${database} that runs in ${user.name}: copied while it runs, they cannot be trusted`,
      {
        remedy: DRIVEN.has(database)
          ? `Declare the database instead: \`{ type: ${database}, container: ${user.name} }\`.`
          : `Stop ${user.name} for the time of the backup: quiesce: { stop: [${user.name}] }.`
      }
    )
  }
}

const DRIVEN: ReadonlySet<string> = new Set(['postgres', 'redis'])

function captureVolume(spec: VolumeSpec, facts: VolumeFacts, reader: VolumeReader): Capture {
  const used = usedBytes(facts)
  return {
    extension: 'tar',
    script: readWith(reader, spec),
    ...(used === undefined ? {} : { expectedBytes: used }),
    inspector: () => tarInspector({ strict: spec.strict })
  }
}

function readWith(reader: VolumeReader, { volume, exclude }: VolumeSpec): Script {
  const create = (directory: string) =>
    createTar({
      tool: reader.tool,
      directory,
      members: ['.'],
      excluded: exclude.map((path) => `./${path}`)
    })
  return reader.kind === 'container'
    ? inContainer({ id: reader.user.id, user: '0' }, create(reader.user.place))
    : inHelper({ image: reader.image, sees: { volume, access: 'ro' } }, create(MOUNT_POINT))
}

function describeVolume(
  { name, driver, options, labels }: Volume,
  facts: VolumeFacts,
  spec: VolumeSpec,
  reader: VolumeReader
): Record<string, Json> {
  // Options of network volumes carry passwords; without them the volume cannot be made anew, and a restore says so.
  const telling = /pass|secret|credential|token/i.test(JSON.stringify(options))
  return {
    volume: { name, driver, labels, options: telling ? null : options },
    ...(facts.architecture === undefined ? {} : { architecture: facts.architecture }),
    users: facts.users.map((user) => {
      // What only reads keeps nothing there.
      const database = user.writes ? databaseOn(user) : undefined
      return {
        ...{ name: user.name, image: user.imageName, imageId: user.image },
        ...(database === undefined ? {} : { database })
      }
    }),
    reader: reader.kind === 'container' ? { container: reader.user.name } : { image: reader.image },
    tar: reader.tool,
    tool: toolFacts(reader.described),
    excluded: [...spec.exclude]
  }
}
