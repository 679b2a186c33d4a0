import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { asRoot, debianMirror, installMissing } from '../machine/packages.ts'
import { run } from '../run.ts'
import { benchLabel, makeInState } from '../state.ts'
import { contentLabel, contentOf } from './content.ts'
import type { Suite } from './recipes.ts'
import { pulls } from './registry.ts'

export type Base = { readonly name: string; readonly id: string }

/** Gives the image of a Debian release: the official one where a registry answers, else one made from the packages. */
export function obtainBase(suite: Suite): Promise<Base> {
  const known = bases.get(suite)
  if (known !== undefined) return known
  const base = obtain(suite)
  bases.set(suite, base)
  return base
}

const bases = new Map<Suite, Promise<Base>>()

// As the official images have it: no documentation, no waiting for the disk, no translations of package descriptions.
const settings = [
  '--variant=minbase',
  '--dpkgopt=force-unsafe-io',
  '--dpkgopt=path-exclude=/usr/share/man/*',
  '--dpkgopt=path-exclude=/usr/share/doc/*',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
  '--aptopt=Acquire::Languages "none"'
] as const

// A mirror that stands still for a while lets the short-lived signature of an unreleased suite run out.
const settingsOf = (suite: Suite): readonly string[] =>
  suite === 'forky' ? [...settings, '--aptopt=Acquire::Check-Valid-Until "false"'] : settings

function contentFor(suite: Suite): string {
  return createHash('sha256')
    .update(JSON.stringify(settingsOf(suite)))
    .digest('hex')
    .slice(0, 8)
}

async function obtain(suite: Suite): Promise<Base> {
  const official = `debian:${suite}`
  if (await pulls(official)) return { name: official, id: await idOf(official) }
  const name = `predeploy-bench/debian:${suite}`
  if ((await contentOf(name)) !== contentFor(suite)) await importRoot(suite, name)
  return { name, id: await idOf(name) }
}

async function idOf(image: string): Promise<string> {
  return (await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', image])).trim()
}

async function importRoot(suite: Suite, name: string): Promise<void> {
  const content = contentFor(suite)
  const archive = `${await makeInState('cache')}/debian-${suite}-${content}.tar`
  if (!existsSync(archive)) await makeRoot(suite, archive)
  const changes = [`LABEL ${benchLabel}=1`, `LABEL ${contentLabel}=${content}`, 'CMD ["bash"]']
  await run(['docker', 'import', ...changes.flatMap((change) => ['--change', change]), archive, name])
}

async function makeRoot(suite: Suite, archive: string): Promise<void> {
  await installMissing({ mmdebstrap: 'mmdebstrap' })
  const mirror = await debianMirror()
  const partial = archive.replace(/\.tar$/, '.partial.tar')
  const command = [...(await asRoot()), 'mmdebstrap', '--quiet', ...settingsOf(suite), suite, partial]
  await run(mirror === undefined ? command : [...command, mirror])
  await rename(partial, archive)
}
