import { posix } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { type Script, sh } from '../host-script/script.js'
import type { Capture, Component, Driver, Found } from './driver.js'
import { readFacts } from './facts.js'
import { type FilesFacts, readFilesFacts } from './files/facts.js'
import { refuseMounted } from './files/mounts.js'
import { isBelow, memberName, mergeExceptions, mergePaths, parentOf } from './files/paths.js'
import { probeFiles } from './files/probe.js'
import { restoreFiles } from './files/restore.js'
import { refuseUnrestorable } from './files/rights.js'
import { leftBehind, warningOfLeft } from './left.js'
import { BUSYBOX_LOSES, createTar, type TarTool, toolFacts } from './tar/command.js'
import { tarInspector } from './tar/inspector.js'

const schema = z.strictObject({
  paths: z
    .array(z.string().min(1))
    .min(1)
    .describe('Absolute paths of files and folders on the host; a folder is taken with all that is in it.'),
  exclude: z
    .array(z.string().min(1))
    .default([])
    .describe('What is left out: absolute paths below `paths`. A restore leaves what stands there as it is.'),
  sudo: z
    .boolean()
    .optional()
    .describe(
      'Whether to read and write as root by `sudo -n`: always, never, or, by default, only where the user may not.'
    ),
  strict: z
    .boolean()
    .default(false)
    .describe('Whether a file that changed while it was read fails the backup instead of being a warning.')
})

/** Files and folders of the host, as one tar archive. */
export const files: Driver = {
  type: 'files',
  schema,
  component(declared) {
    const { paths, exclude, sudo, strict } = schema.parse(declared)
    const merged = mergePaths(paths)
    return declaredFiles({ paths: merged, excluded: mergeExceptions(exclude, merged), sudo, strict })
  }
}

/** What a document says of files, in order. */
export interface FilesSpec {
  readonly paths: readonly string[]
  readonly excluded: readonly string[]
  readonly sudo: boolean | undefined
  readonly strict: boolean
}

const declaredFiles = (spec: FilesSpec): Component => ({
  probe: probeFiles(spec),
  found(probed, beside) {
    const facts = readFilesFacts(readFacts(probed), spec.paths)
    return foundFiles(spec, { ...facts, left: leftBehind(facts.left, beside) })
  }
})

function foundFiles(spec: FilesSpec, facts: FilesFacts): Found {
  const { tool, described } = facts.tar
  if (tool === undefined) {
    throw new UserError(`the host has no tar that is known: ${described}`, {
      remedy: 'Install GNU tar on the host, e.g. apt-get install tar.'
    })
  }
  return {
    facts: {
      paths: facts.paths.map(({ path, kind }) => ({ path, kind })),
      excluded: [...spec.excluded],
      tar: tool,
      tool: toolFacts(described),
      asRoot: facts.root === 'is root' || facts.readsBySudo
    },
    consistency: 'fuzzy',
    warnings: [
      ...(tool === 'gnu' ? [] : [`${BUSYBOX_LOSES}; and a restore needs GNU tar on the host`]),
      ...linksWithoutTarget(facts),
      ...facts.left.map(warningOfLeft)
    ],
    absent: facts.paths.every(({ kind }) => kind === 'missing'),
    present() {
      const paths = facts.paths.filter(({ kind }) => kind !== 'missing')
      return foundFiles({ ...spec, paths: paths.map(({ path }) => path) }, { ...facts, paths })
    },
    // A restore brings back what is missing, so only who wants to capture it is told.
    captures() {
      refuseMissing(facts)
      refuseUnreadable(spec, facts)
      refuseMountedWithin(spec, facts)
      refuseUnrestorable(spec, facts)
      return [captureFiles(spec, facts, tool)]
    },
    restoration: (backup, run) => restoreFiles({ spec, facts, backup, run })
  }
}

function captureFiles(spec: FilesSpec, facts: FilesFacts, tool: TarTool): Capture {
  const create = createTar({
    tool,
    directory: '/',
    members: spec.paths.map(memberName),
    excluded: spec.excluded.map(memberName)
  })
  return {
    extension: 'tar',
    script: facts.readsBySudo ? bySudo(create) : create,
    ...(facts.usedKilobytes === undefined ? {} : { expectedBytes: facts.usedKilobytes * 1024 }),
    inspector: () => tarInspector({ strict: spec.strict, secrets: SECRETS })
  }
}

/** The script as root, by sudo without a password. */
export const bySudo = (script: Script): Script => sh`sudo -n env LC_ALL=C sh -c ${script.text}`

// Their content is for few eyes, and a backup without encryption shows it to all who read the store.
const SECRETS =
  /(^|\/)(\.env(\.(?!example$|sample$|template$|dist$)[^/]*)?|[^/]+\.(env|pem|key|p12|pfx|jks|keytab)|id_[a-z0-9]+|\.htpasswd|\.netrc|\.pgpass)$/

function refuseMissing({ paths }: FilesFacts): void {
  const missing = paths.filter(({ kind }) => kind === 'missing').map(({ path }) => path)
  if (missing.length > 0) {
    throw new UserError(`not on the host, or not to be seen by this user: ${missing.join(', ')}`, {
      remedy: 'Correct `paths`, or connect as a user that may see them.'
    })
  }
  const odd = paths.filter(({ kind }) => kind === 'other').map(({ path }) => path)
  if (odd.length > 0) {
    throw new UserError(`neither file nor folder: ${odd.join(', ')}`, { remedy: 'Take them out of `paths`.' })
  }
}

// A restore would refuse them, and a green backup is restorable.
function refuseMountedWithin({ excluded }: FilesSpec, { paths, mountPoints }: FilesFacts): void {
  for (const { path, kind } of paths) {
    refuseMounted({ path, byContent: kind === 'directory', excluded, mountPoints })
  }
}

function refuseUnreadable({ sudo }: FilesSpec, { paths, root }: FilesFacts): void {
  const unreadable = paths.flatMap((path) => path.unreadable)
  if (sudo === true && root === undefined) {
    throw new UserError('sudo asks for a password or is not there', { remedy: SUDO_REMEDY })
  }
  if (unreadable.length > 0) {
    throw new UserError(`the user may not read ${unreadable.slice(0, 5).join(', ')}`, {
      remedy: sudo === false ? 'Allow sudo (take `sudo: false` out), or exclude them.' : SUDO_REMEDY
    })
  }
}

const SUDO_REMEDY =
  'Connect as root, or let the user run sudo without a password (in /etc/sudoers.d: USER ALL=(root) NOPASSWD: ALL).'

function linksWithoutTarget({ paths }: FilesFacts): readonly string[] {
  return paths.flatMap(({ path, link }) => {
    if (link === undefined) return []
    const target = posix.resolve(parentOf(path), link)
    const covered = paths.some((other) => other.path === target || isBelow(target, other.path))
    return covered
      ? []
      : [`${path} is a link and is backed up as such; what it points to (${link}) is in none of the paths`]
  })
}
