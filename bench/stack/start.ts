import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import { composeDown, composeUp, findContainers, type Ground, writeProject } from './compose.ts'
import { dropGolden, goldenIs, keepGolden } from './golden.ts'
import { waitUntilReady } from './ready.ts'
import { seed } from './seed.ts'
import { fixed, type Role, roles, type Stack } from './stack.ts'

/** Brings the stack up with its data: as it stands when its seed has not changed, else from nothing. */
export async function startStack(ground: Ground): Promise<Stack> {
  const content = await contentHash(ground)
  if (await goldenIs(content)) {
    if (!(await allRun())) await composeUp(ground)
    return await ready(ground)
  }
  await dropGolden()
  await writeProject(ground)
  await composeDown(ground)
  await composeUp(ground)
  const stack = await ready(ground)
  await seed(stack)
  const containers = Object.values(stack.containers)
  await run(['docker', 'stop', '-t', '60', ...containers])
  await keepGolden(stack, content)
  await Promise.all(containers.map((container) => run(['docker', 'start', container])))
  return await ready(ground)
}

/** The stack as it stands, with the names that compose chose; an error when a container is missing. */
export async function ready(ground: Ground): Promise<Stack> {
  const found = await findContainers()
  const missing = roles.filter((role) => found[role] === undefined)
  if (missing.length > 0) throw new Error(`the stack has no container for ${missing.join(', ')}`)
  await waitUntilReady(found)
  return { ...fixed, ...ground, containers: found as Readonly<Record<Role, string>> }
}

async function allRun(): Promise<boolean> {
  const running = (await run(['docker', 'ps', '--filter', 'status=running', '--format', '{{.Names}}'])).split(
    '\n'
  )
  const found = await findContainers()
  return roles.every((role) => running.includes(found[role] ?? ''))
}

async function contentHash(ground: Ground): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([ground, fixed]))
  for (const entry of (await readdir(import.meta.dirname, { recursive: true, withFileTypes: true })).sort(
    byPath
  )) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue
    hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)))
  }
  return hash.digest('hex').slice(0, 16)
}

type Entry = { readonly parentPath: string; readonly name: string }

function byPath(a: Entry, b: Entry): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1
}
