import { ensureContainer, labelled, removeContainer } from '../machine/docker.ts'
import { run } from '../run.ts'
import { fixed, type Role, type Stack } from './stack.ts'

export type Ground = Pick<Stack, 'images' | 'outside' | 'hostContainer'>

/** Writes the project folder on the host: compose file, .env, config. */
export async function writeProject(ground: Ground): Promise<void> {
  const variables = {
    POSTGRES_IMAGE: ground.images.postgres,
    REDIS_IMAGE: ground.images.redis,
    WEB_IMAGE: ground.images.web,
    POSTGRES_PASSWORD: fixed.passwords.postgres,
    SESSIONS_PASSWORD: fixed.passwords.sessions
  }
  const input = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  await run(['docker', 'exec', '-i', ground.hostContainer, 'sh', '/bench/stack/seed/files.sh'], {
    input: input.join('')
  })
}

/** Brings the compose project up as its user does, from its folder on the host, and starts the other Redis servers. */
export async function composeUp(ground: Ground): Promise<void> {
  await Promise.all([
    compose(ground, 'up', '-d', '--no-build', '--quiet-pull'),
    startRedis(ground, { role: 'redisAof', arguments: ['--appendonly', 'yes'] }),
    startRedis(ground, { role: 'redisAuth', arguments: ['--requirepass', fixed.passwords.redisAuth] })
  ])
}

/** Removes the compose project and the other Redis servers with all their data. */
export async function composeDown(ground: Ground): Promise<void> {
  await compose(ground, 'down', '--volumes', '--timeout', '0')
  for (const name of Object.values(redisContainers)) await removeContainer(name)
  await run(['docker', 'volume', 'rm', '--force', fixed.volumes.redisAof, fixed.volumes.redisAuth])
}

/** The container of each role, as it stands now, whatever compose named it. */
export async function findContainers(): Promise<Readonly<Partial<Record<Role, string>>>> {
  const format = '{{.Label "com.docker.compose.service"}} {{.Names}}'
  const filter = `label=com.docker.compose.project=${fixed.project}`
  const listing = await run(['docker', 'ps', '--all', '--filter', filter, '--format', format])
  const composed = listing.split('\n').filter((line) => line !== '')
  return { ...Object.fromEntries(composed.map((line) => line.split(' '))), ...redisContainers }
}

const redisContainers = { redisAof: 'bench-redis-aof', redisAuth: 'bench-redis-auth' } as const

async function compose(ground: Ground, ...words: readonly string[]): Promise<void> {
  // From the folder's outer path, since the engine resolves `./config` outside.
  const place = ['--user', 'deploy', '--env', 'HOME=/home/deploy', '--workdir', ground.outside]
  await run([
    'docker',
    'exec',
    ...place,
    ground.hostContainer,
    'docker-compose',
    '-p',
    fixed.project,
    ...words
  ])
}

type RedisServer = { readonly role: keyof typeof redisContainers; readonly arguments: readonly string[] }

async function startRedis(ground: Ground, server: RedisServer): Promise<void> {
  const volume = fixed.volumes[server.role]
  await run(['docker', 'volume', 'create', ...labelled, volume])
  await ensureContainer({
    name: redisContainers[server.role],
    image: ground.images.redis,
    options: ['--restart', 'unless-stopped', '--volume', `${volume}:/data`],
    command: ['redis-server', ...server.arguments]
  })
}
