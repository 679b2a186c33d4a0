import { z } from 'zod'
import type { ManifestArtifact, ManifestComponent } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import { refuseAutoRemoved } from '../container.js'
import type { Restoration, RunToken } from '../driver.js'
import { readFacts } from '../facts.js'
import { endHelpers, inHelper, MOUNT_POINT } from '../helper-container.js'
import { placeBut } from '../place.js'
import { readMeasured } from '../room.js'
import { onlyArtifact, readStored } from '../stored.js'
import { canGoFirst, clear, measureCleared } from '../tar/clear.js'
import { extractTar, HOLDER_PREFIX } from '../tar/command.js'
import { countStaged, judgeStaged } from '../tar/count.js'
import { tarInspector } from '../tar/inspector.js'
import { discard, type Exchange, type Place, prepare, stagedAt, swap, undo, verify } from '../tar/places.js'
import type { VolumeSpec } from '../volume.js'
import { isUp, type VolumeFacts } from './facts.js'
import { refuseInMemory } from './memory.js'
import { judgeDatabases } from './other-database.js'
import { outlookOf } from './outlook.js'
import { chooseHelper } from './reader.js'

/** What bringing a volume back needs to know. */
export interface VolumeRestore {
  readonly spec: VolumeSpec
  readonly facts: VolumeFacts
  readonly backup: ManifestComponent
  readonly run: RunToken
}

/**
 * Brings a volume back by a helper container: a volume cannot be renamed, so what lies on it is exchanged for what was unpacked
 * beside it. A volume that is gone is made anew, and goes away again if the restore fails.
 */
export function restoreVolume({ spec, facts, backup, run }: VolumeRestore): Restoration {
  const { artifact, described } = readBackup(backup)
  // One that is gone is made anew as it was.
  refuseInMemory(spec.volume, facts.volume ?? described.volume)
  const { image, tool } = chooseHelper(facts, {
    declared: spec.image,
    ...(described.tar === 'gnu' ? { gnuFor: 'this backup' } : {})
  })
  const place: Place = {
    exchange: 'content',
    target: MOUNT_POINT,
    holder: `${MOUNT_POINT}/${HOLDER_PREFIX}${run}`,
    kept: described.excluded,
    staying: []
  }
  const exchange: Exchange = { tool, places: [place] }
  const helper = (script: Script) =>
    inHelper({ image, sees: { volume: spec.volume, access: 'rw' }, restore: run }, script)
  // One whose client was cut off would go on in what is put back or removed here.
  const alone = endHelpers({ restore: run, of: { volume: spec.volume } })
  const makesVolume = facts.volume === undefined
  const stopped = facts.users.filter(isUp)
  refuseAutoRemoved(stopped)
  const restoration: Restoration = {
    warnings: judgeDatabases(described, facts),
    outlook: outlookOf(spec.volume, facts, { artifact, described }),
    places: placeBut(`volume ${spec.volume}`, described.excluded),
    stops: stopped.map(({ id, name }) => ({ id, name })),
    stages: [
      {
        artifact,
        script: sh`${makesVolume ? sh`${createVolume(spec.volume, described.volume)} &&` : undefined}
${helper(sh`${prepare(exchange, artifact)}
${extractTar(tool, stagedAt(place))}
cat >/dev/null`)}`,
        inspector: () => tarInspector({ strict: false })
      }
    ],
    count: { script: helper(countStaged(exchange)), judge: (output) => judgeStaged(output, artifact) },
    swap: () => helper(swap(exchange)),
    verify: { script: helper(verify(exchange)), judge: judgeService },
    undo: sh`${alone}
${makesVolume ? sh`if docker volume rm -- ${spec.volume} >/dev/null 2>&1 || ! ${volumeExists(spec.volume)}; then exit 0; fi` : undefined}
${helper(undo(exchange))}`,
    discard: sh`${alone}
${
  makesVolume
    ? discardMade({
        name: spec.volume,
        artifact,
        alone,
        script: helper(sh`${discard(exchange)}
find ${MOUNT_POINT} -mindepth 1 -maxdepth 1 | head -n 1`)
      })
    : helper(discard(exchange))
}`
  }
  const { room } = facts
  if (makesVolume || room === undefined || !canGoFirst(exchange, [...spec.exclude, ...described.excluded]))
    return restoration
  return {
    ...restoration,
    withoutOld: {
      measure: {
        script: inHelper({ image, sees: { volume: spec.volume, access: 'ro' } }, measureCleared(exchange)),
        read: readMeasured
      },
      // Root may remove everything.
      ready: sh`:`,
      unready: sh`:`,
      clear: helper(clear(exchange)),
      restoration
    }
  }
}

const describedVolume = z.object({
  volume: z.object({
    driver: z.string(),
    labels: z.record(z.string(), z.string()),
    options: z.record(z.string(), z.string()).nullable()
  }),
  tar: z.string(),
  excluded: z.array(z.string()),
  users: z
    .array(
      z.object({
        image: z.string(),
        imageId: z.string().optional(),
        database: z.string().optional()
      })
    )
    .optional(),
  architecture: z.string().optional()
})

type DescribedVolume = z.infer<typeof describedVolume>

function readBackup(backup: ManifestComponent): {
  readonly artifact: ManifestArtifact
  readonly described: DescribedVolume
} {
  return { artifact: onlyArtifact(backup), described: readStored(describedVolume, backup.facts, backup) }
}

const volumeExists = (name: string): Script => sh`docker volume inspect -- ${name} >/dev/null 2>&1`

function createVolume(name: string, { driver, labels, options }: DescribedVolume['volume']): Script {
  if (options === null) {
    throw new UserError(
      `there is no volume ${name} on the host, and how to make it holds a secret, which no backup keeps`,
      {
        remedy: 'Make the volume on the host, e.g. with `docker compose up --no-start`, and restore again.'
      }
    )
  }
  const settings = [
    ...Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]),
    ...Object.entries(options).flatMap(([option, value]) => ['--opt', `${option}=${value}`])
  ]
  return sh`docker volume create --driver ${driver} ${settings} -- ${name} </dev/null >/dev/null`
}

interface MadeVolume {
  readonly name: string
  readonly artifact: ManifestArtifact
  readonly alone: Script
  /** Prints something where anything is left on the volume. */
  readonly script: Script
}

// A volume that this restore made goes away again when nothing was restored into it; Docker keeps one that a container still has.
const discardMade = ({ name, artifact: { counts }, alone, script }: MadeVolume): Script =>
  sh`${volumeExists(name)} || exit 0
left=$(${script}) || exit
${
  (counts['entries'] ?? 0) > 1
    ? sh`if [ -z "$left" ]; then
  ${alone}
  docker volume rm -- ${name} >/dev/null
fi`
    : undefined
}`

function judgeService(output: string): void {
  const [missing] = readFacts(output).all('missing')
  if (missing !== undefined) {
    throw new UserError('what was restored is not what lies on the volume', {
      remedy:
        'Something changed the volume while the restore ran: see what it is, stop it, and restore again.'
    })
  }
}
