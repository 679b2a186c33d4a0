import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { workInContainer } from '../machine/workshop.ts'
import { makeInState } from '../state.ts'
import { buildImage } from './obtain.ts'
import type { Recipe } from './recipes.ts'
import { pulls } from './registry.ts'

/** Gives an image of Postgres 16: the official one where a registry answers, else one of the programs on PyPI. */
export async function obtainPostgres16(): Promise<string> {
  if (await pulls('postgres:16')) return 'postgres:16'
  const context = await makeInState('cache', 'postgres-16')
  await copyFile(join(import.meta.dirname, 'postgres-16', 'Dockerfile'), join(context, 'Dockerfile'))
  const entrypoint = 'docker-entrypoint.sh'
  await copyFile(join(import.meta.dirname, 'postgres', entrypoint), join(context, entrypoint))
  if (!(await readdir(context)).some((name) => name.endsWith('.whl'))) await downloadWheel(context)
  return buildImage(recipe, context)
}

const recipe: Recipe = { name: 'predeploy-bench/postgres:16', folder: 'postgres-16', suite: 'trixie' }

async function downloadWheel(out: string): Promise<void> {
  const wanted = '--no-deps --only-binary=:all: --python-version 3.11 --platform manylinux2014_x86_64'
  const script = `pip download ${wanted} --dest /out pgserver==0.1.4`
  await workInContainer({ packages: ['python3-pip'], script, arguments: [], out })
}
