import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { run, runForBytes } from '../../bench/run.ts'
import type { Manifest, ManifestArtifact } from '../../src/backup-set/manifest.js'
import { aws, type Job, newJob, runJob, sql } from './job.ts'

// What is stored can be read and restored without this action: with aws, zstd, sha256sum, pg_restore, redis-check-rdb and tar alone.

let job: Job
let folder: string
let manifest: Manifest

beforeAll(async () => {
  job = await newJob()
  folder = await mkdtemp(path.join(tmpdir(), 'by-hand-'))
  const { main } = await runJob(job)
  if (main.exitCode !== 0) throw new Error(main.log)
  const bucket = `s3://${job.environment.s3.bucket}/${job.prefix}/shop`
  const latest = JSON.parse(await aws(job, ['s3', 'cp', `${bucket}/latest.json`, '-'])) as {
    id: string
    checksum: string
  }
  expect(latest.id).toBe(main.outputs['backup-id'])
  await aws(job, ['s3', 'cp', '--recursive', '--quiet', `${bucket}/${latest.id}/`, folder])
  expect(await run(['sha256sum', path.join(folder, 'manifest.json')])).toContain(latest.checksum)
  manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as Manifest
}, 300_000)

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const artifactsOf = (component: string): readonly ManifestArtifact[] =>
  manifest.components.find(({ name }) => name === component)?.artifacts ?? []

const only = (component: string, part?: string): ManifestArtifact => {
  const artifact = artifactsOf(component).find((candidate) => candidate.part === part)
  if (artifact === undefined) throw new Error(`the manifest holds no ${component} ${part ?? ''}`)
  return artifact
}

const unpack = (artifact: ManifestArtifact): Promise<Buffer> =>
  runForBytes(['zstd', '-q', '-d', '-c', path.join(folder, artifact.key)])

test('every object has the hash and the size that the manifest tells', async () => {
  const artifacts = manifest.components.flatMap(({ artifacts }) => artifacts)
  expect(artifacts.length).toBeGreaterThan(8)
  for (const { key, sha256, storedBytes } of artifacts) {
    expect(await run(['sha256sum', path.join(folder, key)])).toContain(sha256)
    expect((await readFile(path.join(folder, key))).length).toBe(storedBytes)
  }
})

describe('Postgres', () => {
  test('pg_restore lists every database, and brings one table of one database into another', async () => {
    const container = job.environment.stack.containers.db
    for (const artifact of artifactsOf('db').filter(({ part }) => part !== 'globals')) {
      const listed = await run(['docker', 'exec', '-i', container, 'pg_restore', '--list'], {
        input: await unpack(artifact)
      })
      expect(listed).toContain('; Archive created at')
    }
    await sql(container, 'postgres', 'CREATE DATABASE by_hand')
    try {
      const dump = await unpack(only('db', 'shop'))
      const words = [
        'pg_restore',
        '-U',
        'shop',
        '-d',
        'by_hand',
        '--exit-on-error',
        '--no-owner',
        '--section=pre-data',
        '--section=data'
      ]
      await run(['docker', 'exec', '-i', container, ...words], { input: dump })
      const counted = await sql(container, 'by_hand', 'SELECT count(*) FROM app.orders')
      expect(Number(counted)).toBe(only('db', 'shop').counts['app.orders'])
    } finally {
      await sql(container, 'postgres', 'DROP DATABASE by_hand')
    }
  })

  test('the roles are SQL that names them', async () => {
    const globals = (await unpack(only('db', 'globals'))).toString()
    expect(globals).toContain('CREATE ROLE shop')
    expect(globals.trimEnd()).toMatch(/-- PostgreSQL database cluster dump complete(\n.*)*$/)
  })
})

test.each(['cache', 'sessions'])(
  'redis-check-rdb finds %s whole, with as many keys as the manifest tells',
  async (component) => {
    const artifact = only(component)
    const words = [
      'sh',
      '-c',
      'cat >/tmp/by-hand.rdb && redis-check-rdb /tmp/by-hand.rdb; status=$?; rm /tmp/by-hand.rdb; exit $status'
    ]
    const report = await run(['docker', 'exec', '-i', job.environment.stack.containers.cache, ...words], {
      input: await unpack(artifact)
    })
    const keys = Object.entries(artifact.counts).flatMap(([name, count]) =>
      /^db\d+$/.test(name) ? [count] : []
    )
    expect(report).toContain(`${keys.reduce((sum, count) => sum + count, 0)} keys read`)
  }
)

test.each(['uploads', 'config'])(
  'tar lists as many entries of %s as the manifest tells',
  async (component) => {
    const listed = await run(['tar', '--quoting-style=escape', '-tf', '-'], {
      input: await unpack(only(component))
    })
    expect(listed.trimEnd().split('\n').length).toBe(only(component).counts['entries'])
  }
)
