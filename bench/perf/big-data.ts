import { ensureContainer, labelled, removeContainer } from '../machine/docker.ts'
import { attempt, run } from '../run.ts'
import { growDatabase } from '../stack/grow.ts'
import type { Stack } from '../stack/stack.ts'

/** Something big to back up: as the action's document declares it, and as a shell on the host would read it. */
export interface BigData {
  readonly component: Readonly<Record<string, unknown>>
  /** A command for the host that writes the same bytes as the action's. */
  readonly command: string
  /** Grows it from the size it had, so that a plain stream of it has about so many bytes. */
  grow(bytes: number): Promise<void>
  remove(): Promise<void>
}

/** A Postgres server of its own with rows as shops have them: numbers, states, sentences, and some noise. */
export async function bigDatabase(stack: Stack): Promise<BigData> {
  const server = { ...stack, containers: { ...stack.containers, db: DATABASE } }
  await removeContainer(DATABASE)
  await ensureContainer({
    name: DATABASE,
    image: stack.images.postgres,
    options: ['--shm-size=128m', ...ENVIRONMENT.flatMap((variable) => ['--env', variable])],
    command: ['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_wal_size=1GB']
  })
  await untilItAnswers()
  await psql('CREATE SCHEMA app')
  let made = 0
  return {
    component: { type: 'postgres', container: DATABASE, databases: ['shop'] },
    command: `docker exec -i ${DATABASE} pg_dump -U shop --format=custom --compress=0 -d shop`,
    async grow(bytes) {
      // In steps, each one transaction: a long one would keep its log until it ends.
      for (; made < bytes; made += STEP_BYTES) await growDatabase(server, STEP_BYTES / 1e6)
      // Else autovacuum looks at the new rows while they are measured.
      await psql('VACUUM ANALYZE', 'CHECKPOINT')
    },
    remove: () => removeContainer(DATABASE)
  }
}

/** A volume with files of noise, which no compressor makes smaller, and a container that has it mounted. */
export async function bigVolume(stack: Stack): Promise<BigData> {
  await removeContainer(VOLUME)
  await attempt(['docker', 'volume', 'rm', VOLUME])
  await run(['docker', 'volume', 'create', ...labelled, VOLUME])
  await ensureContainer({
    name: VOLUME,
    image: stack.images.web,
    options: ['--init', '--network', 'none', '--volume', `${VOLUME}:/noise`],
    command: ['sleep', 'infinity']
  })
  let made = 0
  return {
    component: { type: 'volume', volume: VOLUME },
    command:
      `docker exec -i --user 0 ${VOLUME} tar -C /noise -c -f - --format=posix --numeric-owner ` +
      '--xattrs --acls --sparse --sort=name --one-file-system -- .',
    async grow(bytes) {
      await run(
        [
          'docker',
          'exec',
          VOLUME,
          'sh',
          '-c',
          'head -c "$1" /dev/urandom >"/noise/$1.bin"',
          'sh',
          `${bytes - made}`
        ],
        { timeoutSeconds: 3600 }
      )
      made = bytes
    },
    async remove() {
      await removeContainer(VOLUME)
      await run(['docker', 'volume', 'rm', VOLUME])
    }
  }
}

const STEP_BYTES = 2 ** 27
const DATABASE = 'bench-perf-db'
const VOLUME = 'bench-perf-volume'
const ENVIRONMENT = [
  'POSTGRES_USER=shop',
  'POSTGRES_PASSWORD=Perf-Pa55word',
  'POSTGRES_DB=shop',
  'LC_MESSAGES=C'
]

const psql = (...statements: readonly string[]) =>
  run(
    [
      'docker',
      'exec',
      '-i',
      DATABASE,
      'psql',
      '-X',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-U',
      'shop',
      '-d',
      'shop'
    ],
    { input: statements.map((statement) => `${statement};\n`).join(''), timeoutSeconds: 3600 }
  )

// By the network address: the server that initialises listens on the socket only.
async function untilItAnswers(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = ['docker', 'exec', DATABASE, 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'shop']
    if ((await attempt(ready)).status === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${DATABASE} does not become ready`)
}
