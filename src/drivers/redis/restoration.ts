import { z } from 'zod'
import type { ManifestComponent } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import { lastingName, refuseAutoRemoved } from '../container.js'
import type { Check, Inspection, Restoration, RunToken } from '../driver.js'
import { endHelpers, inHelper } from '../helper-container.js'
import type { Demand } from '../room.js'
import { onlyArtifact, readStored } from '../stored.js'
import { checkStagedFile, discardFiles, noteEndedByForce, stageFiles, swapFiles, undoFiles } from './files.js'
import { rdbInspector } from './inspector.js'
import { arrangeLastSave, lastSaveOf, takeBackLastSave } from './last-save.js'
import { loadedCheck, sumOfKeys } from './loaded.js'
import type { RedisLogin } from './login.js'
import { outlookOf, type ServerVersion } from './outlook.js'
import { proveSave, savesByItself } from './save.js'
import type { RedisServer } from './server.js'

export interface RedisRestore {
  readonly server: RedisServer
  readonly login: RedisLogin
  readonly backup: ManifestComponent
  readonly run: RunToken
}

/**
 * How data comes back: its file is put beside the old ones by a helper container on the same volume, since no server takes data
 * while it runs; with the server stopped, the files change places.
 */
export function redisRestoration({ server, login, backup, run }: RedisRestore): Restoration {
  const artifact = onlyArtifact(backup)
  const then = checkRestorable(server, backup)
  refuseAutoRemoved([server.container])
  // The image of the server has all that is needed, and its volumes stand where the server has them.
  // By its name: what is kept may outlive the container, which compose makes anew.
  const helper = {
    image: server.container.image,
    sees: { volumesFrom: server.container.name },
    restore: run
  }
  const onFiles = (script: Script) => inHelper(helper, script)
  const lastSave = lastSaveOf(server)
  const { files, usedBytes = artifact.bytes, room } = server
  // Without AOF the server writes its old data again, before it lets the last dump go.
  const beside = files.appendOnly ? 0 : usedBytes
  const coming = { bytes: artifact.bytes, beside, writer: server.container.id, ofServer: room }
  const demand: Demand | undefined =
    room === undefined
      ? undefined
      : { coming, fileSystem: room, place: `${server.directory} of ${server.container.name} lies` }
  const discard = onFiles(discardFiles(server, run))
  const beforeStop = [
    ...(lastSave === undefined ? [] : [arrangeLastSave(server, login, lastSave)]),
    ...(savesByItself(server) ? [proveSave(server, login, discard)] : [])
  ]
  return {
    outlook: outlookOf(server, then, demand),
    places: [`redis ${lastingName(server.container)} ${server.directory}`],
    stops: [{ id: server.container.id, name: server.container.name }],
    server: { id: server.container.id, name: server.container.name },
    stages: [
      {
        artifact,
        script: onFiles(stageFiles(server, run, coming)),
        inspector: rdbInspector,
        ...(beforeStop.length === 0 ? {} : { finish: () => lines([sh`set -e`, ...beforeStop]) })
      }
    ],
    count: countCheck(onFiles(checkStagedFile(server, run))),
    swap: () =>
      server.files.appendOnly
        ? onFiles(swapFiles(server, run))
        : sh`ended=$(docker inspect --type container --format '{{.State.ExitCode}}' ${server.container.id}) || exit
case $ended in
  0 | 143) ;;
  *) ${onFiles(noteEndedByForce(server, run))} || exit ;;
esac
${onFiles(swapFiles(server, run))}`,
    verify: loadedCheck(server, login),
    // One whose client was cut off would go on in what is put back.
    undo: sh`${endHelpers({ restore: run, of: { server: server.container.name } })}
${onFiles(undoFiles(server, run))}`,
    discard:
      lastSave === undefined
        ? discard
        : sh`status=0
(
${takeBackLastSave(server, login, lastSave)}
) || status=$?
(
${discard}
) || status=$?
exit "$status"`
  }
}

const factsSchema = z.object({
  server: z.object({ product: z.enum(['redis', 'valkey']), version: z.string() })
})

function checkRestorable(server: RedisServer, backup: ManifestComponent): ServerVersion {
  if (server.replica) {
    throw new UserError('the server is a replica, whose primary would replace what is restored', {
      remedy: 'Set `container` of the component to the primary.'
    })
  }
  const then = readStored(factsSchema, backup.facts, backup).server
  const { format } = readStored(z.object({ format: z.string() }), backup.artifacts[0]?.details, backup)
  if (canRead(server, then, format)) return then
  throw new UserError(
    `the backup was made by ${then.product} ${then.version}, which ${server.product} ${server.version} cannot read`,
    { remedy: `Restore into a container of ${then.product} ${then.version} or newer.` }
  )
}

function canRead(
  server: Pick<RedisServer, 'product' | 'version'>,
  then: ServerVersion,
  format: string
): boolean {
  if (server.product === then.product) return !isNewer(then.version, server.version)
  // Valkey began as Redis 7.2, whose format both can read.
  if (server.product === 'valkey') return format <= LAST_COMMON_FORMAT
  return format <= LAST_COMMON_FORMAT && !isNewer('7.2', server.version)
}

const LAST_COMMON_FORMAT = 'REDIS0011'

function isNewer(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major > otherMajor || (major === otherMajor && minor > otherMinor)
}

const UNTOUCHED = { remedy: 'The data in service was not touched. Restore again, or another backup.' }

const countCheck = (script: Script): Check => ({
  script,
  judge(output, staged) {
    const [, keys] = /\b(\d+) keys read\b/.exec(output) ?? []
    const expected = sumOfKeys((staged[0] as Inspection).counts)
    if (keys === undefined) {
      throw new UserError(`the staged file could not be checked: ${lastLine(output)}`, UNTOUCHED)
    }
    if (Number(keys) !== expected) {
      throw new UserError(`the staged file has ${keys} keys, and the backup ${expected}`, UNTOUCHED)
    }
  }
})

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
