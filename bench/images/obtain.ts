import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt, run } from '../run.ts'
import { benchLabel } from '../state.ts'
import { obtainBase } from './base.ts'
import { contentLabel, contentOf } from './content.ts'
import type { Recipe } from './recipes.ts'
import { pulls } from './registry.ts'

/** Gives the image to use for a recipe: the official one where a registry answers, else one built here (once per content). */
export async function obtainImage(recipe: Recipe): Promise<string> {
  if (recipe.official !== undefined && (await pulls(recipe.official))) return recipe.official
  return buildImage(recipe, join(import.meta.dirname, recipe.folder))
}

/** Builds an image from a folder, unless the same content was built before; gives its name. */
export async function buildImage(recipe: Recipe, folder: string): Promise<string> {
  const base = await obtainBase(recipe.suite)
  const content = await contentHash({ recipe, folder, baseId: base.id })
  if ((await contentOf(recipe.name)) !== content) await build({ recipe, folder, base: base.name, content })
  return recipe.name
}

async function build(options: {
  readonly recipe: Recipe
  readonly folder: string
  readonly base: string
  readonly content: string
}): Promise<void> {
  const { recipe, folder, base, content } = options
  const settings = Object.entries({ BASE: base, ...recipe.buildArguments })
  await run(
    [
      ...['docker', 'build', '--quiet', '--network', 'host', '--tag', recipe.name],
      ...['--label', `${benchLabel}=1`, '--label', `${contentLabel}=${content}`],
      ...(recipe.target === undefined ? [] : ['--target', recipe.target]),
      ...settings.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      folder
    ],
    { env: await builder(), timeoutSeconds: 900 }
  )
}

// Debian's client has no buildx, and without it a newer client refuses to build unless it is told to use the old builder.
async function builder(): Promise<Readonly<Record<string, string>>> {
  const { status } = await attempt(['docker', 'buildx', 'version'])
  return { DOCKER_BUILDKIT: status === 0 ? '1' : '0' }
}

async function contentHash(options: {
  readonly recipe: Recipe
  readonly folder: string
  readonly baseId: string
}): Promise<string> {
  const { recipe, folder, baseId } = options
  const hash = createHash('sha256').update(JSON.stringify([recipe, baseId]))
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(folder, name)))
  }
  return hash.digest('hex').slice(0, 16)
}
