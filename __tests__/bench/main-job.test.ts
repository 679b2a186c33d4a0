import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { pictureOfHostFolder, pictureOfVolume } from '../../bench/compare/tree.ts'
import { run } from '../../bench/run.ts'
import type { Phase } from '../../bench/runner.ts'
import { resetStack } from '../../bench/stack/reset.ts'
import type { Stack } from '../../bench/stack/stack.ts'
import { expectRed } from './aftermath.ts'
import { aws, type Job, mustBeGreen, newJob, openUploads, runJob, sql, storedKeys } from './job.ts'

// The story of the README on real parts: back up, lose everything, bring it back, compare with tools that know nothing of us.

let job: Job
let stack: Stack
let made: Phase
let before: Pictures

beforeAll(async () => {
  job = await newJob()
  stack = await resetStack(job.environment.stack)
  before = await picturesOf(stack)
  made = (await runJob(job)).main
}, 300_000)

afterAll(async () => {
  await resetStack(job.environment.stack)
}, 120_000)

interface Pictures {
  readonly postgres: string
  readonly cache: string
  readonly sessions: string
  readonly uploads: string
  readonly config: string
}

async function picturesOf({
  containers,
  hostContainer,
  volumes,
  images,
  passwords
}: Stack): Promise<Pictures> {
  const [postgres, cache, sessions, uploads, config] = await Promise.all([
    pictureOfPostgres(containers.db),
    pictureOfRedis(containers.cache),
    pictureOfRedis(containers.sessions, passwords.sessions),
    pictureOfVolume({ name: volumes.uploads, helperImage: images.helper }),
    pictureOfHostFolder({ hostContainer, folder: '/srv/shop' })
  ])
  return { postgres, cache, sessions, uploads, config: withoutItself(config) }
}

// The folder that holds the declared paths is not declared itself: its time tells that names in it were exchanged.
const withoutItself = (tree: string): string => tree.replace(/^\. .*\n/, '')

describe('a backup', () => {
  test('is green and hands its key, checksum and size to the next steps', async () => {
    mustBeGreen(made)
    const { outputs } = made
    expect(outputs['backup-id']).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/)
    expect(outputs['key']).toBe(`${job.prefix}/shop/${outputs['backup-id']}/manifest.json`)
    const manifest = await aws(job, ['s3', 'cp', `s3://${job.environment.s3.bucket}/${outputs['key']}`, '-'])
    expect(await run(['sha256sum'], { input: manifest })).toContain(outputs['checksum'])
    expect(JSON.parse(outputs['components'] ?? '').map(({ name }: { name: string }) => name)).toEqual([
      'db',
      'cache',
      'sessions',
      'uploads',
      'config'
    ])
    expect(Number(outputs['duration-seconds'])).toBeGreaterThan(0)
  })

  test('left a whole set, and nothing else', async () => {
    const id = made.outputs['backup-id']
    const keys = await storedKeys(job)
    expect(keys).toContain(`shop/${id}/manifest.json`)
    expect(keys).toContain('shop/latest.json')
    expect(keys).not.toContain(`shop/${id}/writing.json`)
    expect(await openUploads(job)).toEqual([])
    const sizes = await aws(job, [
      's3',
      'ls',
      '--recursive',
      `s3://${job.environment.s3.bucket}/${job.prefix}/shop/${id}/`
    ])
    const stored = sizes
      .trim()
      .split('\n')
      .reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[2]), 0)
    expect(Number(made.outputs['size'])).toBe(stored)
  })

  test('tells in the log and the summary what it holds, and no secret', () => {
    expect(made.log).toMatch(/db\/shop: .* stored /)
    expect(made.summary).toContain(made.outputs['checksum'])
    expect(made.summary).toMatch(/\| cache \| redis \|/)
    const secrets = [job.inputs['s3-secret-access-key'] as string, stack.passwords.sessions]
    const spoken = made.log
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n')
    for (const secret of secrets) expect(spoken + made.summary).not.toContain(secret)
    expect(made.masks).toContain(job.inputs['s3-secret-access-key'])
  })
})

describe('a restore', () => {
  let refused: Phase
  let restored: Phase

  beforeAll(async () => {
    await loseEverything(stack)
    const inputs = { mode: 'restore', backup: made.outputs['backup-id'] as string, confirm: 'shop' }
    refused = (await runJob(job, inputs)).main
    restored = (await runJob(job, { ...inputs, 'safety-backup': 'false' })).main
  }, 300_000)

  test('is refused first, since what is there is too broken to be backed up before', () => {
    expectRed(refused, [
      /could not be backed up before it would be replaced: config: .*could not restore them: \S+ holds files of other users/,
      /\n→ .*Nothing was replaced\..*`safety-backup: false`/s
    ])
  })

  test('is green and tells what it restored', () => {
    mustBeGreen(restored)
    expect(restored.outputs['backup-id']).toBe(made.outputs['backup-id'])
    expect(restored.outputs['key']).toBe(made.outputs['key'])
    expect(restored.outputs['checksum']).toBe(made.outputs['checksum'])
  })

  test('brought exactly the old state back', async () => {
    const after = await picturesOf(stack)
    expect(after.postgres).toBe(before.postgres)
    expect(after.cache).toBe(before.cache)
    expect(after.sessions).toBe(before.sessions)
    expect(after.uploads).toBe(before.uploads)
    expect(after.config).toBe(before.config)
  })

  test('left nothing of its own on the host', async () => {
    const databases = await sql(stack.containers.db, 'postgres', 'SELECT datname FROM pg_database')
    expect(databases).not.toContain('predeploy')
    expect((await picturesOf(stack)).uploads).not.toContain('.predeploy')
    expect(await run(['docker', 'ps', '-aq', '--filter', 'label=predeploy.run'])).toBe('')
  })
})

/** A broken deploy: data lost, changed, and data that came after the backup. */
async function loseEverything({
  containers,
  volumes,
  hostContainer,
  images,
  passwords
}: Stack): Promise<void> {
  await sql(containers.db, 'postgres', 'DROP DATABASE analytics WITH (FORCE); CREATE DATABASE came_after;')
  await sql(
    containers.db,
    'shop',
    'DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE public.came_after (id int);'
  )
  await run(['docker', 'exec', containers.cache, 'redis-cli', 'FLUSHALL'])
  await run(['docker', 'exec', containers.cache, 'redis-cli', 'SET', 'came-after', '1'])
  await run([
    'docker',
    'exec',
    '--env',
    `REDISCLI_AUTH=${passwords.sessions}`,
    containers.sessions,
    'redis-cli',
    'FLUSHALL'
  ])
  const breakVolume =
    'cd /tree && find . -mindepth 1 -maxdepth 1 -exec rm -rf -- {} + && echo new >came-after'
  await run([
    'docker',
    'run',
    '--rm',
    '--network',
    'none',
    '--volume',
    `${volumes.uploads}:/tree`,
    '--entrypoint',
    'sh',
    images.web,
    '-c',
    breakVolume
  ])
  const breakFiles =
    'cd /srv/shop && rm -f .env && echo broken >docker-compose.yml && echo new >config/came-after && chmod 777 config'
  await run(['docker', 'exec', hostContainer, 'sh', '-c', breakFiles])
}
