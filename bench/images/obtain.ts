import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt, run } from '../run.ts'
import { benchLabel } from '../state.ts'
import { obtainBase } from './base.ts'
import type { Recipe } from './recipes.ts'
import { pulls } from './registry.ts'

/** Gives the image to use for a recipe: the official one where a registry answers, else one built here (once per content). */
export async function obtainImage(recipe: Recipe): Promise<string> {
  if (recipe.official !== undefined && (await pulls(recipe.official))) return recipe.official
  const base = await obtainBase(recipe.suite)
  const content = await contentHash(recipe, base.id)
  if ((await labelOf(recipe.name)) !== content) await build({ recipe, base: base.name, content })
  return recipe.name
}

const contentLabel = `${benchLabel}.content`

async function labelOf(image: string): Promise<string | undefined> {
  const { status, stdout } = await attempt([
    ...['docker', 'image', 'inspect', '--format', `{{index .Config.Labels "${contentLabel}"}}`, image]
  ])
  return status === 0 ? stdout.toString('utf8').trim() : undefined
}

async function build(options: {
  readonly recipe: Recipe
  readonly base: string
  readonly content: string
}): Promise<void> {
  const { recipe, base, content } = options
  const settings = Object.entries({ BASE: base, ...recipe.buildArguments })
  await run(
    [
      ...['docker', 'build', '--quiet', '--network', 'host', '--tag', recipe.name],
      ...['--label', `${benchLabel}=1`, '--label', `${contentLabel}=${content}`],
      ...(recipe.target === undefined ? [] : ['--target', recipe.target]),
      ...settings.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      join(import.meta.dirname, recipe.folder)
    ],
    { env: await builder(), timeoutSeconds: 900 }
  )
}

// Debian's client has no buildx, and without it a newer client refuses to build unless it is told to use the old builder.
async function builder(): Promise<Readonly<Record<string, string>>> {
  const { status } = await attempt(['docker', 'buildx', 'version'])
  return { DOCKER_BUILDKIT: status === 0 ? '1' : '0' }
}

async function contentHash(recipe: Recipe, baseId: string): Promise<string> {
  const folder = join(import.meta.dirname, recipe.folder)
  const hash = createHash('sha256').update(JSON.stringify([recipe, baseId]))
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(folder, name)))
  }
  return hash.digest('hex').slice(0, 16)
}
