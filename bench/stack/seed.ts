import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { labelled } from '../machine/docker.ts'
import { run } from '../run.ts'
import { fixed, type Stack } from './stack.ts'

type Seedable = Pick<Stack, 'containers' | 'volumes' | 'images'>

/** Fills the fresh stack with the data that backups are tried on. */
export async function seed(stack: Seedable): Promise<void> {
  const { containers } = stack
  await Promise.all([
    seedPostgres(containers.db),
    seedRedis(containers.cache),
    seedRedis(containers.sessions, fixed.passwords.sessions),
    seedRedis(containers.redisAof),
    seedRedis(containers.redisAuth, fixed.passwords.redisAuth),
    seedUploads(stack)
  ])
}

/** Fills one empty Postgres server; its superuser must be `shop` with a database of that name. */
export async function seedPostgres(container: string): Promise<void> {
  const { main, icu, oddName, latin1, conninfoName } = fixed.databases
  const targets = { '00': main, '10': main, '20': icu, '30': oddName, '40': latin1, '50': conninfoName }
  const folder = join(import.meta.dirname, 'seed', 'postgres')
  for (const file of (await readdir(folder)).sort()) {
    const database = Object.entries(targets).find(([number]) => file.startsWith(number))?.[1]
    if (database === undefined) throw new Error(`${file}: which database is it for?`)
    // By the environment, since a name given to -d is read as a connection string when it holds a `=`.
    const psql = [
      'psql',
      '--no-psqlrc',
      '--quiet',
      '--output=/dev/null',
      '--set=ON_ERROR_STOP=1',
      '-U',
      'shop'
    ]
    await run(['docker', 'exec', '-i', '--env', `PGDATABASE=${database}`, container, ...psql], {
      input: await readFile(join(folder, file))
    })
  }
}

/** Fills one Redis server, emptying it first. */
export async function seedRedis(container: string, password = ''): Promise<void> {
  const version = /redis_version:(\d+)\.(\d+)/.exec(
    await redis({ container, password, commands: 'INFO server\n' })
  )
  const hasFieldTtl = version !== null && Number(version[1]) * 100 + Number(version[2]) >= 704
  const files = ['redis.txt', ...(hasFieldTtl ? ['redis-hash-ttl.txt'] : [])]
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, 'seed', file), 'utf8'))
  )
  const commands = texts.join('').replace(/^#.*\n/gm, '')
  const replies = await redis({ container, password, commands })
  // redis-cli ends with status 0 whatever the server answered.
  const refused = replies
    .split('\n')
    .find((line) => /^(ERR|NOAUTH|WRONGTYPE|MISCONF|OOM|\(error\))/.test(line))
  if (refused !== undefined) throw new Error(`${container}: ${refused}`)
}

async function redis(options: {
  readonly container: string
  readonly password: string
  readonly commands: string
}): Promise<string> {
  const { container, password, commands } = options
  return run(['docker', 'exec', '-i', '--env', `REDISCLI_AUTH=${password}`, container, 'redis-cli'], {
    input: commands
  })
}

async function seedUploads({ volumes, images }: Seedable): Promise<void> {
  const mounts = [
    '--volume',
    `${volumes.uploads}:/uploads`,
    '--volume',
    `${join(import.meta.dirname, 'seed')}:/seed:ro`
  ]
  await run([
    ...['docker', 'run', '--rm', '--network', 'none', ...labelled, ...mounts, images.helper],
    ...['sh', '/seed/uploads.sh', '/uploads']
  ])
}
