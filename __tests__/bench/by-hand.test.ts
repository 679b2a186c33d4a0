import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { pictureOfHostFolder, pictureOfVolume } from '../../bench/compare/tree.ts'
import { run, runForBytes } from '../../bench/run.ts'
import { waitUntilReady } from '../../bench/stack/ready.ts'
import { resetStack } from '../../bench/stack/reset.ts'
import type { Manifest, ManifestArtifact } from '../../src/backup-set/manifest.js'
import { documentedCommands } from './documented-commands.ts'
import { type Job, mustBeGreen, newJob, runJob, sql } from './job.ts'

// What is stored can be read and restored without this action: by the very commands that the README tells.

let job: Job
let id: string
let folder: string
let fetched: string
let manifest: Manifest
let commands: (title: string) => string

beforeAll(async () => {
  job = await newJob()
  await resetStack(job.environment.stack)
  const { main } = await runJob(job)
  mustBeGreen(main)
  id = main.outputs['backup-id'] as string
  const { s3, stack } = job.environment
  commands = await documentedCommands('README.md', 'By hand, without this action', {
    'https://nbg1.your-objectstorage.com': s3.endpoint,
    's3://backups/pre-deploy/shop-production': `s3://${s3.bucket}/${job.prefix}/shop`,
    '/ID/': `/${id}/`,
    'debian:stable-slim': stack.images.helper,
    'redis:8': stack.images.redis,
    'shop-redis-1': stack.containers.cache
  })
  folder = await mkdtemp(path.join(tmpdir(), 'by-hand-'))
  fetched = await shell(commands('The whole set'), folder)
  manifest = JSON.parse(await readFile(inSet('manifest.json'), 'utf8')) as Manifest
}, 300_000)

afterAll(async () => {
  await resetStack(job.environment.stack)
  await rm(folder, { recursive: true, force: true })
}, 120_000)

const inSet = (name: string): string => path.join(folder, 'backup', name)

function shell(script: string, cwd = path.join(folder, 'backup')): Promise<string> {
  const { s3 } = job.environment
  const env = {
    AWS_ACCESS_KEY_ID: s3.owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.owner.secretAccessKey,
    AWS_DEFAULT_REGION: s3.region,
    AWS_CA_BUNDLE: s3.caFile,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true'
  }
  return run(['sh', '-eu', '-c', script], { cwd, env })
}

const artifactsOf = (component: string): readonly ManifestArtifact[] =>
  manifest.components.find(({ name }) => name === component)?.artifacts ?? []

const only = (component: string, part?: string): ManifestArtifact => {
  const artifact = artifactsOf(component).find((candidate) => candidate.part === part)
  if (artifact === undefined) throw new Error(`the manifest holds no ${component} ${part ?? ''}`)
  return artifact
}

const unpack = (artifact: ManifestArtifact): Promise<Buffer> =>
  runForBytes(['zstd', '-q', '-d', '-c', inSet(artifact.key)])

describe('the whole set', () => {
  test('comes with the id, the checksum and no damage', async () => {
    const latest = JSON.parse(fetched.slice(0, fetched.indexOf('}') + 1)) as { id: string; checksum: string }
    expect(latest.id).toBe(id)
    expect(fetched).toContain(`${latest.checksum}  manifest.json`)
    expect(fetched).not.toContain('damaged')
    const artifacts = manifest.components.flatMap(({ artifacts }) => artifacts)
    expect(artifacts.length).toBeGreaterThan(8)
    for (const { key, storedBytes } of artifacts)
      expect((await readFile(inSet(key))).length).toBe(storedBytes)
  })

  test('a damaged artifact is named', async () => {
    const copy = path.join(folder, 'copy')
    await mkdir(copy)
    for (const name of ['manifest.json', 'config.tar.zst', 'uploads.tar.zst'])
      await copyFile(inSet(name), path.join(copy, name))
    await appendFile(path.join(copy, 'uploads.tar.zst'), ' ')
    const check = commands('The whole set').split('\n').at(-1) as string
    expect(await shell(check, copy)).toBe('uploads.tar.zst is damaged\n')
  })
})

describe('Postgres', () => {
  test('pg_restore lists every database', async () => {
    const { db } = job.environment.stack.containers
    for (const artifact of artifactsOf('db').filter(({ part }) => part !== 'globals')) {
      const words = ['docker', 'exec', '-i', db, 'pg_restore', '--list']
      expect(await run(words, { input: await unpack(artifact) })).toContain('; Archive created at')
    }
  })

  test('a database and the roles are again what they were', async () => {
    const { db } = job.environment.stack.containers
    const before = await pictureOfPostgres(db)
    await sql(db, 'shop', 'DROP TABLE app.orders CASCADE; CREATE TABLE later (); ALTER ROLE app_ro CREATEDB')
    await sql(db, 'postgres', `ALTER DATABASE shop SET work_mem = '7MB'`)
    expect(await pictureOfPostgres(db)).not.toBe(before)
    await shell(commands('A Postgres database'))
    await sql(db, 'postgres', 'DROP DATABASE shop_before')
    expect(await pictureOfPostgres(db)).toBe(before)
  })

  test('one table comes beside the one in service', async () => {
    const { db } = job.environment.stack.containers
    const rows = (table: string) =>
      sql(
        db,
        'shop',
        `SELECT count(*), md5(string_agg(each::text, ' ' ORDER BY each::text)) FROM ${table} AS each`
      )
    const before = await rows('app.orders')
    await sql(db, 'shop', 'UPDATE app.orders SET net = net + 1')
    const now = await rows('app.orders')
    await shell(commands('One table'))
    expect(await rows('orders_before')).toBe(before)
    expect(Number(before.split('|')[0])).toBe(only('db', 'shop').counts['app.orders'])
    expect(await rows('app.orders')).toBe(now)
  })
})

test('a volume is again what it was, and keeps aside what was on it', async () => {
  const { containers, images, volumes } = job.environment.stack
  const picture = async () =>
    (await pictureOfVolume({ name: volumes.uploads, helperImage: images.helper })).split('\n')
  const before = await picture()
  const damage = 'cd /var/www/uploads && rm -rf ./* && echo late >late && chmod 700 .'
  await run(['docker', 'exec', containers.web, 'sh', '-c', damage])
  await shell(commands('A volume'))
  const after = await picture()
  expect(after.filter((line) => !line.startsWith('.before'))).toEqual(before)
  expect(after.some((line) => line.startsWith('.before/late '))).toBe(true)
  for (const container of [containers.web, containers.worker])
    expect(await run(['docker', 'inspect', '--format', '{{.State.Status}}', container])).toBe('running\n')
})

test('files of the host are again what they were', async () => {
  const { hostContainer, folder: project } = job.environment.stack
  const onHost = (script: string, input: Uint8Array = Buffer.alloc(0)) =>
    run(['docker', 'exec', '-i', hostContainer, 'sh', '-euc', script], { input })
  // The time of the folder itself is not in the backup of what is in it.
  const picture = async () =>
    (await pictureOfHostFolder({ hostContainer, folder: project }))
      .split('\n')
      .filter((line) => !line.startsWith('. '))
  const before = await picture()
  await onHost(`cd ${project}; chmod 644 .env; echo late >>.env; rm -r config`)
  await onHost(
    `cd "$(mktemp -d)"; cat >config.tar.zst; ${commands('Files of the host')}`,
    await readFile(inSet('config.tar.zst'))
  )
  expect(await picture()).toEqual(before)
})

describe.each([
  { component: 'cache', title: 'Redis without append-only files' },
  { component: 'sessions', title: 'Redis with append-only files' }
] as const)('$title', ({ component, title }) => {
  test('is again what it was, also after it started once more', async () => {
    const { containers, passwords } = job.environment.stack
    const [container, password] = [containers[component], component === 'cache' ? '' : passwords.sessions]
    const redis = (...words: readonly string[]) =>
      run(['docker', 'exec', '--env', `REDISCLI_AUTH=${password}`, container, 'redis-cli', ...words])
    const script = commands(title)
      .replaceAll('cache.rdb', `${component}.rdb`)
      .replaceAll(containers.cache, container)
    expect(await redis('CONFIG', 'GET', 'appendonly')).toBe(
      `appendonly\n${component === 'cache' ? 'no' : 'yes'}\n`
    )
    const before = await pictureOfRedis(container, password)
    await redis('FLUSHALL')
    await redis('SET', 'late', '1')
    const checked = await shell(script)
    expect(checked).toContain(`${keysOf(only(component))} keys read`)
    await waitUntilReady({ [component]: container })
    expect(await pictureOfRedis(container, password)).toBe(before)
    await run(['docker', 'restart', container])
    await waitUntilReady({ [component]: container })
    expect(await pictureOfRedis(container, password)).toBe(before)
    expect(await run(['docker', 'exec', container, 'ls', '/data/before'])).toContain('dump.rdb')
  })
})

const keysOf = ({ counts }: ManifestArtifact): number =>
  Object.entries(counts).reduce((sum, [name, count]) => (/^db\d+$/.test(name) ? sum + count : sum), 0)

test.each(['uploads', 'config'])(
  'tar lists as many entries of %s as the manifest tells',
  async (component) => {
    const listed = await run(['tar', '--quoting-style=escape', '-tf', '-'], {
      input: await unpack(only(component))
    })
    expect(listed.trimEnd().split('\n').length).toBe(only(component).counts['entries'])
  }
)
