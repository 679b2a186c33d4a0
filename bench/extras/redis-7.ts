import { setTimeout as sleep } from 'node:timers/promises'
import { obtainImage } from '../images/obtain.ts'
import { otherMajorRecipes } from '../images/recipes.ts'
import { ensureContainer } from '../machine/docker.ts'
import { succeeds } from '../run.ts'
import { seedRedis } from '../stack/seed.ts'

/** Builds and starts a Redis 7 server, which cannot read what Redis 8 writes; filled with data. Gives its container. */
export async function startRedis7(): Promise<string> {
  const container = 'bench-redis-7'
  const image = await obtainImage(otherMajorRecipes['redis-7'])
  await ensureContainer({ name: container, image, options: ['--network', 'none'], command: ['redis-server'] })
  for (
    let tries = 0;
    !(await succeeds(['docker', 'exec', container, 'redis-cli', '-e', 'ping']));
    tries += 1
  ) {
    if (tries === 100) throw new Error(`${container} does not answer`)
    await sleep(100)
  }
  await seedRedis(container)
  return container
}
