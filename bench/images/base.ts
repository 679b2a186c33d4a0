import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { asRoot, debianMirror, installMissing } from '../machine/packages.ts'
import { attempt, run } from '../run.ts'
import { benchLabel, makeInState } from '../state.ts'
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

async function obtain(suite: Suite): Promise<Base> {
  const official = `debian:${suite}`
  if (await pulls(official)) return { name: official, id: await idOf(official) }
  const name = `predeploy-bench/debian:${suite}`
  if ((await attempt(['docker', 'image', 'inspect', name])).status !== 0) await importRoot(suite, name)
  return { name, id: await idOf(name) }
}

async function idOf(image: string): Promise<string> {
  return (await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', image])).trim()
}

async function importRoot(suite: Suite, name: string): Promise<void> {
  const archive = `${await makeInState('cache')}/debian-${suite}.tar`
  if (!existsSync(archive)) await makeRoot(suite, archive)
  const changes = [`LABEL ${benchLabel}=1`, 'CMD ["bash"]'].flatMap((change) => ['--change', change])
  await run(['docker', 'import', ...changes, archive, name])
}

async function makeRoot(suite: Suite, archive: string): Promise<void> {
  await installMissing({ mmdebstrap: 'mmdebstrap' })
  const mirror = await debianMirror()
  const partial = archive.replace(/\.tar$/, '.partial.tar')
  const privileged = [...(await asRoot()), 'mmdebstrap', '--quiet', '--variant=minbase', suite, partial]
  await run(mirror === undefined ? privileged : [...privileged, mirror])
  await rename(partial, archive)
}
