import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import type { Host } from '../../bench/hosts/start.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectRed } from './aftermath.ts'
import { asRoot } from './damage.ts'
import { type Job, newJob, onHost, runJob, sql } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'

// A server burned down: a fresh one has Docker, and nothing else. Its files come first, then what they bring up, then its data.

const environment = await readEnvironment()
const own = ownParts(environment)
const { images } = environment.stack
// Compose names containers and volumes by it; the bench removes what has its word.
let project: string
let folder: string
let first: Host
let second: Host
let job: Job
let made: string

const compose = (host: Host, words: string) =>
  asRoot(host.container, 'cd "$1" && eval "docker-compose $2"', folder, words)
const container = (service: string) => `${project}-${service}`
const UP = () => ({ command: `cd ${folder} && docker-compose up -d`, timeout: '2m' })
const RESTORE = { mode: 'restore', confirm: 'shop' }

beforeAll(async () => {
  ;[first, second] = await Promise.all([own.host('first'), own.host('second')])
  project = first.container.replace(/-first$/, '-shop')
  folder = `/srv/${project}`
  for (const { container } of [first, second]) await asRoot(container, 'chown deploy: /srv')
  await run(
    [
      'docker',
      'exec',
      '--user',
      'deploy',
      '-i',
      first.container,
      'sh',
      '-c',
      `mkdir ${folder} && cat >${folder}/docker-compose.yml`
    ],
    { input: composeFile() }
  )
  await asRoot(
    first.container,
    'printf "%s\\n" COMPOSE_PROJECT_NAME="$2" PASSWORD=secret >"$1/.env"; chown deploy: "$1/.env"',
    folder,
    project
  )
  await compose(first, 'up -d')
  await untilSuccess(['docker', 'exec', container('db'), 'pg_isready', '-h', '127.0.0.1', '-U', 'shop'])
  await sql(container('db'), 'shop', 'CREATE TABLE words AS SELECT 1 AS word')
  await untilSuccess(['docker', 'exec', container('cache'), 'redis-cli', 'SET', 'word', 'one'])
  await run(['docker', 'exec', container('web'), 'sh', '-c', 'echo one >/data/word'])
  const components = {
    db: { type: 'postgres', container: { project, service: 'db' } },
    cache: { type: 'redis', container: { project, service: 'cache' } },
    uploads: { type: 'volume', volume: `${project}_uploads` },
    config: { type: 'files', paths: [`${folder}/docker-compose.yml`, `${folder}/.env`] }
  }
  const whole = await newJob({
    components,
    restore: { stop: [container('web')], up: UP() },
    quiesce: { stop: [container('web')], grace: 1 }
  })
  job = onHost(whole, first)
  const { main } = await runJob(job)
  expectGreen(main)
  made = main.outputs['backup-id'] as string
  await compose(first, 'down --volumes --timeout 0')
  job = onHost(whole, second)
}, 240_000)

afterAll(async () => {
  await compose(first, 'down --volumes --timeout 0')
  await own.remove()
}, 60_000)

test('a dry run says what comes first, and does nothing', async () => {
  const { main } = await runJob(job, { ...RESTORE, backup: made, 'dry-run': 'true' })
  expectGreen(main)
  expect(main.summary).toContain('Brought up once the files are restored')
  expect(main.summary).toContain(UP().command)
  expect(await asRoot(second.container, 'ls -A /srv')).not.toContain(project)
})

test('where the services do not come up, the files are there, and the error says what is not', async () => {
  const failing = { command: 'echo no such image >&2; exit 1' }
  const { main } = await runJob(
    { ...job, document: { ...job.document, restore: { up: failing } } },
    { ...RESTORE, backup: made }
  )
  expectRed(main, [/restore\.up failed .*no such image/s])
  expect(await asRoot(second.container, 'cat "$1/.env"', folder)).toContain('PASSWORD=secret')
})

test('all of the stack comes back, with volumes that are those of compose, and with the secrets that were not there', async () => {
  await asRoot(second.container, 'rm "$1/.env"', folder)
  const { main } = await runJob(job, { ...RESTORE, backup: made })
  expectGreen(main)
  expect(await sql(container('db'), 'shop', 'SELECT word FROM words')).toBe('1\n')
  expect(await run(['docker', 'exec', container('cache'), 'redis-cli', 'GET', 'word'])).toBe('one\n')
  expect(await run(['docker', 'exec', container('web'), 'cat', '/data/word'])).toBe('one\n')
  const label = ['docker', 'volume', 'inspect', '--format', '{{index .Labels "com.docker.compose.project"}}']
  expect(await run([...label, `${project}_uploads`])).toBe(`${project}\n`)
  // Compose takes all of it for its own.
  expect(await compose(second, 'up -d 2>&1')).not.toMatch(/Recreat|Creat/)
})

test('where all is there, nothing is brought up', async () => {
  await sql(container('db'), 'shop', 'UPDATE words SET word = 2')
  const never = { command: 'touch /tmp/was-brought-up' }
  const { main } = await runJob(
    { ...job, document: { ...job.document, restore: { up: never } } },
    { ...RESTORE, backup: made }
  )
  expectGreen(main)
  expect(await sql(container('db'), 'shop', 'SELECT word FROM words')).toBe('1\n')
  expect(await asRoot(second.container, 'ls /tmp')).not.toContain('was-brought-up')
})

const composeFile = () => `services:
  db:
    image: ${images.postgres}
    container_name: ${container('db')}
    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "\${PASSWORD}", LC_MESSAGES: C }
    # Slow to set up: a restore into the server that does so would be lost.
    command: sh -c "echo 'SELECT pg_sleep(4)' >/docker-entrypoint-initdb.d/slow.sql && exec docker-entrypoint.sh postgres -c fsync=off"
    volumes: ["db:/var/lib/postgresql/data"]
  cache:
    image: ${images.redis}
    container_name: ${container('cache')}
    command: redis-server --appendonly yes
    volumes: ["cache:/data"]
  web:
    image: ${images.web}
    container_name: ${container('web')}
    init: true
    command: sleep infinity
    volumes: ["uploads:/data"]
volumes: { db: {}, cache: {}, uploads: {} }
`
