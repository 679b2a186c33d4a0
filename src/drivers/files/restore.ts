import type { ManifestComponent } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import { refuseAutoRemoved } from '../container.js'
import type { Restoration, RunToken } from '../driver.js'
import { readFacts } from '../facts.js'
import { bySudo, type FilesSpec } from '../files.js'
import { placeBut } from '../place.js'
import { readMeasured } from '../room.js'
import { canGoFirst, clear, measureCleared, requireRemovable } from '../tar/clear.js'
import { extractTar } from '../tar/command.js'
import { countStaged, judgeStaged } from '../tar/count.js'
import { tarInspector } from '../tar/inspector.js'
import { discard, type Exchange, prepare, stagedAt, swap, undo, verify } from '../tar/places.js'
import type { FilesFacts, FilesMount } from './facts.js'
import { refuseMounted } from './mounts.js'
import { outlookOf } from './outlook.js'
import { isBelow, memberName } from './paths.js'
import { mountedAt, placesOf, vanishedParents } from './places.js'
import { rightsToRestore } from './rights.js'
import { readFilesBackup } from './stored.js'
import { warningsOfUnasked } from './unasked.js'

/** What bringing files back needs to know. */
export interface FilesRestore {
  readonly spec: FilesSpec
  readonly facts: FilesFacts
  readonly backup: ManifestComponent
  readonly run: RunToken
}

/**
 * Brings files back: each path is unpacked beside where it lies and exchanged by renames. Containers that mount one of them are
 * among the stops, since a file that is mounted by itself stays the old one for them until they start again.
 */
export function restoreFiles({ spec, facts, backup, run }: FilesRestore): Restoration {
  const { artifact, stored } = readFilesBackup(backup)
  refuseOtherPaths(
    spec,
    stored.paths.map(({ path }) => path)
  )
  for (const { path, kind } of stored.paths) refuseMounted(mountedAt(facts, stored, { path, kind }))
  if (facts.tar.tool !== 'gnu') {
    throw new UserError(
      `a restore of files needs GNU tar on the host, and there is: ${facts.tar.described}`,
      {
        remedy: 'Install it on the host, e.g. apk add tar.'
      }
    )
  }
  const asRoot = rightsToRestore(spec, facts, artifact)
  const exchange: Exchange = { tool: facts.tar.tool, places: placesOf(facts, stored, run) }
  const onHost = (script: Script): Script => (asRoot === 'by sudo' ? bySudo(script) : sh`( ${script} )`)
  const parents = vanishedParents(facts)
  const stopped = mountsOf(spec, facts)
  refuseAutoRemoved(stopped)
  const outlook = outlookOf(facts, { artifact, stored }, exchange.places)
  const restoration: Restoration = {
    warnings: warningsOfUnasked(facts.unasked, exchange.places),
    outlook,
    places: stored.paths.flatMap(({ path }) =>
      placeBut(
        `path ${path}`,
        stored.excluded.filter((excluded) => isBelow(excluded, path))
      )
    ),
    stops: [...new Map(stopped.map(({ container, name }) => [container, { id: container, name }])).values()],
    stages: [
      {
        artifact,
        script: onHost(sh`${prepare(exchange, artifact)}
${extractTar(exchange.tool, '/', unpackIntoPlaces(exchange))}
cat >/dev/null`),
        inspector: () => tarInspector({ strict: false })
      }
    ],
    count: { script: onHost(countStaged(exchange)), judge: (output) => judgeStaged(output, artifact) },
    swap: () => onHost(swap(exchange)),
    verify: { script: onHost(verify(exchange)), judge: judgeService },
    undo: onHost(undo(exchange)),
    discard: onHost(
      lines([
        discard(exchange),
        ...parents.map(
          (parent) => sh`if [ -d ${parent} ] && [ -z "$(ls -A ${parent})" ]; then rmdir ${parent}; fi`
        )
      ])
    )
  }
  // Where they lie on several file systems nobody knows how much comes to which.
  const [demand] = outlook.demands
  if (demand === undefined || outlook.replaced.length === 0) return restoration
  const foreign = facts.root === undefined && facts.paths.some((path) => path.foreign)
  if (foreign || !canGoFirst(exchange, [...spec.excluded, ...stored.excluded])) return restoration
  return {
    ...restoration,
    withoutOld: {
      measure: {
        script: onHost(sh`${requireRemovable(exchange)}
${measureCleared(exchange)}`),
        read: readMeasured
      },
      ready: onHost(requireRemovable(exchange)),
      unready: sh`:`,
      clear: onHost(clear(exchange)),
      restoration
    }
  }
}

function refuseOtherPaths({ paths }: FilesSpec, stored: readonly string[]): void {
  const lacking = paths.filter((path) => !stored.includes(path))
  const unnamed = stored.filter((path) => !paths.includes(path))
  if (lacking.length + unnamed.length === 0) return
  throw new UserError(
    [
      ...(lacking.length > 0 ? [`the backup does not hold ${lacking.join(', ')}`] : []),
      ...(unnamed.length > 0 ? [`the configuration does not name ${unnamed.join(', ')}`] : [])
    ].join('; '),
    { remedy: `Restore with a configuration whose paths are those of the backup: ${stored.join(', ')}` }
  )
}

// One that mounts a folder above is not among them: it sees what is new by itself, and may be a monitor that mounts everything.
const mountsOf = ({ paths }: FilesSpec, { mounts }: FilesFacts): readonly FilesMount[] =>
  mounts.filter(({ source }) => paths.some((path) => source === path || isBelow(source, path)))

// Each member gets the name of its place while it is unpacked; what symbolic links point to stays as it is. What is in none of the
// places is not unpacked.
const unpackIntoPlaces = ({ places }: Exchange): readonly string[] => [
  '--same-owner',
  ...places.map((place) => rename(memberName(place.target), memberName(stagedAt(place)))),
  ...['--anchored', '--no-wildcards', '--', ...places.map(({ target }) => memberName(target))]
]

function rename(from: string, to: string): string {
  const pattern = `^${from.replaceAll(/[\\.[\]*^$]/g, '\\$&')}\\(/.*\\)\\{0,1\\}$`
  const replacement = `${to.replaceAll(/[\\&]/g, '\\$&')}\\1`
  const separator = [...'|#%!~@:;=\u0001'].find((character) => !(from + to).includes(character))
  if (separator === undefined)
    throw new UserError(`${from} holds too many kinds of punctuation to be restored`, {
      remedy: 'Unpack the archive by hand, and for backups to come name the folder above it instead.'
    })
  return `--transform=s${separator}${pattern}${separator}${replacement}${separator}S`
}

function judgeService(output: string): void {
  const missing = readFacts(output).all('missing')
  if (missing.length > 0) {
    throw new UserError(`not what was restored: ${missing.join(', ')}`, {
      remedy: 'Something changed them while the restore ran: see what it is, stop it, and restore again.'
    })
  }
}
