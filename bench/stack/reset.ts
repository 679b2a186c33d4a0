import { readEnvironment } from '../environment.ts'
import { run } from '../run.ts'
import { composeUp, findContainers, writeProject } from './compose.ts'
import { restoreGolden } from './golden.ts'
import { type Role, roles, type Stack } from './stack.ts'
import { ready } from './start.ts'

/** Puts the stack (or some roles of it) back to its seeded state, whatever a test has done to it, in a few seconds. */
export async function resetStack(stack: Stack, chosen: readonly Role[] = roles): Promise<Stack> {
  const found = await findContainers()
  const whole = roles.every((role) => found[role] !== undefined)
  if (!whole) await composeUp(stack)
  const containers = Object.entries(await findContainers()).flatMap(([role, name]) =>
    chosen.includes(role as Role) ? [name] : []
  )
  // Their data is about to be replaced, so nothing is gained by letting them end in peace.
  await run(['docker', 'stop', '-t', '0', ...containers])
  const volumes = chosen.flatMap((role) => volumeOf(stack, role))
  await Promise.all([
    volumes.length > 0 ? restoreGolden(stack, volumes) : undefined,
    chosen.includes('web') ? writeProject(stack) : undefined
  ])
  // The client starts those it is given one after the other.
  await Promise.all(containers.map((container) => run(['docker', 'start', container])))
  return await ready(stack)
}

function volumeOf({ volumes }: Stack, role: Role): readonly string[] {
  if (role === 'web') return [volumes.uploads]
  return role === 'worker' ? [] : [volumes[role]]
}

if (import.meta.main) await resetStack((await readEnvironment()).stack)
