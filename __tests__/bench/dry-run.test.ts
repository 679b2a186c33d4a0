import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { pictureOfHostFolder, pictureOfVolume } from '../../bench/compare/tree.ts'
import { readEnvironment } from '../../bench/environment.ts'
import type { Host } from '../../bench/hosts/start.ts'
import { obtainImage } from '../../bench/images/obtain.ts'
import { otherMajorRecipes } from '../../bench/images/recipes.ts'
import { labelled } from '../../bench/machine/docker.ts'
import { run } from '../../bench/run.ts'
import type { Phase } from '../../bench/runner.ts'
import { expectGreen, expectRed } from './aftermath.ts'
import { asRoot, fillDisk } from './damage.ts'
import { aws, type Job, newJob, onHost, runJob, sql } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'

// A dry run tells what a run would do, is red where that would be red, and changes nothing: not a byte, not a time, anywhere.

const environment = await readEnvironment()
const { s3, stack } = environment
const own = ownParts(environment)
const DEAD = '20200101T000000Z-00dead'
const YOUNG = '20200102T000000Z-00beef'
let parts: Record<'db' | 'bare' | 'older' | 'cache' | 'worker' | 'uploads' | 'disk' | 'cacheData', string>
let host: Host
let job: Job
let made: Phase

const components = () => ({
  db: { type: 'postgres', container: parts.db },
  cache: { type: 'redis', container: parts.cache },
  uploads: { type: 'volume', volume: parts.uploads },
  config: { type: 'files', paths: ['/srv/own/app', '/srv/own/app.env'] }
})
const HOOKS = {
  before: { command: 'touch /srv/own/before' },
  after: { command: 'touch /srv/own/after' },
  failed: { command: 'touch /srv/own/failed' }
}
const quiesce = () => ({ stop: [parts.worker], grace: 7, drain: { command: 'touch /srv/own/drained' } })

/** The job with other values in its document. */
const changed = (change: Readonly<Record<string, unknown>>): Job => ({
  ...job,
  document: { ...job.document, ...change }
})

beforeAll(async () => {
  const [uploads, cacheData, disk] = await Promise.all([
    own.volume('uploads'),
    own.volume('cache'),
    own.disk('disk', 40)
  ])
  const [db, bare, cache, worker, place] = await Promise.all([
    own.postgres('db'),
    own.postgres('bare'),
    own.redis('cache', cacheData),
    own.application('worker', uploads),
    own.application('place', disk)
  ])
  const older = db.replace(/-db$/, '-older')
  await run([
    ...['docker', 'run', '--detach', ...labelled, '--name', older],
    ...['--env', 'POSTGRES_USER=shop', '--env', 'POSTGRES_PASSWORD=fault'],
    ...[await obtainImage(otherMajorRecipes['postgres-15']), 'postgres', '-c', 'fsync=off']
  ])
  await untilSuccess(['docker', 'exec', older, 'pg_isready', '-h', '127.0.0.1', '-U', 'shop'])
  host = await own.host('quiet')
  await asRoot(
    bare,
    'rm "$(pg_config --sharedir 2>/dev/null || echo /usr/share/postgresql/17)"/extension/hstore.control'
  )
  parts = { db, bare, older, cache, worker, uploads, disk, cacheData }
  await asRoot(
    host.container,
    'mkdir -p /srv/own/app && echo 1 >/srv/own/app/one && echo A=1 >/srv/own/app.env && chown -R deploy: /srv/own'
  )
  await asRoot(worker, 'mkdir /data/photos && head -c 3000000 /dev/urandom >/data/photos/one')
  await run(['docker', 'exec', cache, 'redis-cli', 'MSET', 'a', '1', 'b', '2'])
  await sql(
    db,
    'shop',
    'CREATE EXTENSION hstore; CREATE TABLE orders AS SELECT n FROM generate_series(1, 1000) AS n'
  )
  await fillDisk(place, '/data')
  job = onHost(await newJob({ components: components() }), host)
}, 240_000)

afterAll(() => own.remove(), 60_000)

/** All that a dry run could have touched, as text. */
async function picture() {
  const inHost = (folder: string) => pictureOfHostFolder({ hostContainer: host.container, folder })
  return {
    ...(await glance()),
    postgres: await pictureOfPostgres(parts.db),
    keys: await pictureOfRedis(parts.cache),
    trees: await Promise.all(
      [parts.uploads, parts.disk, parts.cacheData].map((name) =>
        pictureOfVolume({ name, helperImage: stack.images.helper })
      )
    ),
    host: await Promise.all(['/srv', '/home', '/root', '/tmp', '/var/tmp'].map(inHost))
  }
}

/** What of that is seen in a moment: containers, volumes, databases, and all that is stored. */
async function glance() {
  const owner = parts.db.replace(/-db$/, '')
  const ids = (await run(['docker', 'ps', '-aq', '--no-trunc', '--filter', `name=${owner}`]))
    .split('\n')
    .sort()
  const state = '{{.Name}} {{.Id}} {{.State.Status}} {{.State.StartedAt}} {{.State.Pid}} {{.RestartCount}}'
  const volume = '{{.Name}} {{.CreatedAt}} {{.Mountpoint}}'
  const named = ['docker', 'volume', 'ls', '-q', '--filter', `name=${owner}`]
  const volumes = (await run(named)).trim().split('\n')
  return {
    containers: await run(['docker', 'inspect', '--format', state, ...ids.filter(Boolean)]),
    users: await run(['docker', 'ps', '-aq', '--filter', `volume=${parts.uploads}`]),
    volumes: await run(['docker', 'volume', 'inspect', '--format', volume, ...volumes]),
    databases: await sql(parts.db, 'postgres', 'SELECT oid, datname, xmin FROM pg_database ORDER BY oid'),
    roles: await sql(parts.db, 'postgres', 'SELECT oid, rolname, xmin FROM pg_authid ORDER BY oid'),
    saved: await run(['docker', 'exec', parts.cache, 'redis-cli', 'LASTSAVE']),
    settings: await run(['docker', 'exec', parts.cache, 'redis-cli', 'CONFIG', 'GET', '*']),
    objects: await listed(['list-objects-v2', '--prefix', `${job.prefix}/`]),
    uploads: (await listed(['list-multipart-uploads'])).filter((line) => line.includes(`${job.prefix}/`))
  }
}

/** What the store lists, an object or upload a line: with its ETag and its time. */
async function listed(words: readonly string[]): Promise<readonly string[]> {
  const text = await aws(job, ['s3api', ...words, '--bucket', s3.bucket, '--output', 'json'])
  const { Contents = [], Uploads = [] } = JSON.parse(text || '{}') as Record<string, object[]>
  return [...Contents, ...Uploads].map((each) => JSON.stringify(each)).sort()
}

/** Every file of the host that was written since a moment, but for what the system itself writes. */
const writtenSince = (moment: string) =>
  asRoot(
    host.container,
    'find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run \\) -prune -o ! -type d -newermt "$1" -print',
    moment
  )

/** Runs a dry run and expects it to leave everything as it is. */
async function dryRun(
  of: Job,
  inputs: Readonly<Record<string, string>>,
  look: () => Promise<object> = glance
): Promise<Phase> {
  const before = await look()
  const moment = (await asRoot(host.container, 'date "+%F %T.%N"')).trim()
  const { main, post } = await runJob(of, { 'dry-run': 'true', ...inputs })
  expect(await writtenSince(moment)).toBe('')
  expect(await look()).toEqual(before)
  expect(main.outputs).toEqual({})
  expect(post.exitCode).toBe(0)
  return main
}

const dryRestore = (of: Job = job, inputs: Readonly<Record<string, string>> = {}, look = glance) =>
  dryRun(of, { mode: 'restore', backup: made.outputs['backup-id'] as string, ...inputs }, look)

describe('a dry run of a backup', () => {
  test('of a host and a store that were never used', async () => {
    const main = await dryRun(job, {}, picture)
    expectGreen(main)
    expect(main.summary).toContain('### Dry run: what a backup of shop would do')
    expect(main.summary).toContain('there is no last backup to compare with')
    expect(main.log).toContain('::notice::Dry run of a backup of shop: nothing was touched.')
    expect(await asRoot(host.container, 'ls -A ~deploy')).not.toContain('.predeploy-backup')
  })

  test('tells what would be stopped, run, captured, stored and deleted', async () => {
    made = (await runJob(job)).main
    expectGreen(made)
    await aws(job, [
      ...['s3api', 'put-object', '--bucket', s3.bucket],
      ...['--key', `${job.prefix}/shop/${DEAD}/db.globals.sql.zst`, '--body', environment.knownHosts.plain]
    ])
    const object = join(s3.data, s3.bucket, job.prefix, 'shop', DEAD, 'db.globals.sql.zst')
    await utimes(object, new Date('2020-01-01'), new Date('2020-01-01'))
    await aws(job, [
      ...['s3api', 'create-multipart-upload', '--bucket', s3.bucket],
      ...['--key', `${job.prefix}/shop/${YOUNG}/db.shop.dump.zst`]
    ])
    const main = await dryRun(changed({ quiesce: quiesce(), hooks: HOOKS }), {}, picture)
    expectGreen(main)
    for (const told of [
      new RegExp(`stored below s3://${s3.bucket}/${job.prefix}/shop/\\\\<id\\\\>/`),
      /about \d.* before compression/,
      /compressed by zstd on the host/,
      new RegExp(`the last backup is ${made.outputs['backup-id']}, made `),
      /\| db \/ shop \| postgres \| db\.shop\.dump\.zst \| \d.*B \(last time\) \| \d.*B \| snapshot \|/,
      /\| uploads \| volume \| uploads\.tar\.zst \| 2\.9 MiB \(last time\) \| 2\.9 MiB \| snapshot \|/,
      new RegExp(`- ${parts.worker} \\(stopped, killed after 7\\.0 s\\)`),
      /\| hooks\.before \| the host \| .* \| `touch \/srv\/own\/before` \|/,
      new RegExp(`- what dead runs left \\(${DEAD}\\): 1 object and 0 open uploads`),
      /\| quiesce\.drain \| the host \| .* \| `touch \/srv\/own\/drained` \|/
    ]) {
      expect(main.summary).toMatch(told)
    }
    expect(main.log).toContain(`db.shop.dump.zst`)
  })

  test('tells of containers that a dead run stopped, and leaves them', async () => {
    await asRoot(
      host.container,
      'cd ~deploy/.predeploy-backup/shop && echo "stop worker" >quiet.dead && chown deploy: quiet.dead'
    )
    const main = await dryRun(job, {})
    expectGreen(main)
    expect(main.summary).toContain('one died while it kept containers from running')
    await asRoot(host.container, 'rm ~deploy/.predeploy-backup/shop/quiet.dead')
  })

  test('tells who is at work, and does not wait for it', async () => {
    const owner = JSON.stringify({ token: 'other', since: '2026-01-02T03:04:05Z', run: 'https://ci/7' })
    await asRoot(
      host.container,
      'cd ~deploy/.predeploy-backup/shop && printf "%s\\n" 9999999999 "$1" >lock.99 && chown deploy: lock.99',
      owner
    )
    const main = await dryRun(job, {})
    await asRoot(host.container, 'rm ~deploy/.predeploy-backup/shop/lock.99')
    expectGreen(main)
    expect(main.summary).toContain('the run would wait for it: https://ci/7')
    expect(main.log).not.toContain('Waiting for')
  })

  test('is red where the backup would be, with all that is wrong', async () => {
    const main = await dryRun(
      changed({
        components: { ...components(), cache: { type: 'redis', container: 'nobody' } },
        quiesce: { stop: ['nobody-either'] },
        hooks: HOOKS
      }),
      {}
    )
    expectRed(main, [/cache: no container nobody on the host/, /quiesce: no container nobody-either/])
  })
})

describe('a dry run of a restore', () => {
  beforeAll(async () => {
    await sql(parts.db, 'postgres', 'CREATE DATABASE came_after')
    await asRoot(host.container, 'rm /srv/own/app.env; echo 2 >/srv/own/app/two')
    // What counts as written in the second in which it was written.
    await sleep(1100)
  }, 60_000)

  test('tells what would be replaced, gone and kept, versions and room', async () => {
    const device = (container: string, folder: string) => asRoot(container, 'stat -c %d "$1"', folder)
    // The host is a container as well: whether its files lie where Docker keeps volumes depends on the machine.
    const isOneDisk = (await device(host.container, '/srv/own')) === (await device(parts.cache, '/data'))
    const onDisk = `db, cache, uploads${isOneDisk ? ', config' : ''}`
    const main = await dryRestore(job, {}, picture)
    expectGreen(main)
    for (const told of [
      /### Dry run: what a restore of shop would do/,
      new RegExp(`${made.outputs['backup-id']}, made .* ago: .* stored`),
      /are downloaded, .* staged beside the old data/,
      new RegExp(`checksum ${made.outputs['checksum']}`),
      /\| db \| postgres \| .* \| .* \| Postgres 17\S* .* \| Postgres 17\S* .* \|/,
      /\| cache \| redis \| .* \| .* \| Redis 8\S* \| Redis 8\S* \|/,
      /\| db \| replaced \| database shop \(.*\) \|/,
      /\| db \| gone \| database came\\_after \(.*\) \|/,
      /\| db \| gone \| what was written after the backup to databases that are replaced \|/,
      /\| db \| stays \| roles that exist \|/,
      /\| uploads \| replaced \| what lies on the volume \S+ \(2\.9 MiB\) \|/,
      /\| config \| comes back \| \/srv\/own\/app\.env \|/,
      /\| config \| gone \| what came to \/srv\/own\/app after the backup \|/,
      new RegExp(`- ${parts.cache}\n`),
      new RegExp(`- ${parts.worker}\n`),
      new RegExp(`\\| ${onDisk} \\| \\S+ GiB \\| \\S+ .iB \\| the databases? `),
      /- confirm: shop\n/
    ]) {
      expect(main.summary).toMatch(told)
    }
  })

  test('takes the name that a restore needs, and is red where it is wrong', async () => {
    expectGreen(await dryRestore(job, { confirm: 'shop', components: 'uploads' }))
    expectRed(await dryRestore(job, { confirm: 'blog' }), [/confirm is "blog", but the stack .* is "shop"/])
  })

  test.each([
    {
      what: 'the server is older than the backup',
      of: () => ({ db: { type: 'postgres', container: parts.older } }),
      only: 'db',
      said: [
        /^db: the backup was made by Postgres 17.*the older 15/,
        /\n→ Restore into a container of Postgres 17/
      ]
    },
    {
      what: 'the image has not an extension that the backup uses',
      of: () => ({ db: { type: 'postgres', container: parts.bare } }),
      only: 'db',
      said: [/^db: the backup uses the extension hstore, which \S+ of container \S+-bare does not have/]
    },
    {
      what: 'the disk is too small',
      of: () => ({ uploads: { type: 'volume', volume: parts.disk } }),
      only: 'uploads',
      said: [
        /^uploads: there is no room beside the old data: \S+ MiB are needed, .* free/,
        /\n→ Make .* of room where/
      ]
    },
    {
      what: 'the kind is another one',
      of: () => ({ db: { type: 'redis', container: parts.cache } }),
      only: 'db',
      said: [/^db is postgres in the backup and redis in the configuration/]
    },
    {
      what: 'the container is not there',
      of: () => ({ db: { type: 'postgres', container: 'nobody' } }),
      only: 'db',
      said: [/^db: no container nobody on the host/]
    }
  ])('is red as the restore would be where $what', async ({ of, only, said }) => {
    const wrong = changed({ components: { ...components(), ...of() } })
    const main = await dryRestore(wrong, { components: only })
    expectRed(main, said)
    const inputs = { mode: 'restore', backup: made.outputs['backup-id'] as string, components: only }
    const real = (await runJob(wrong, { ...inputs, confirm: 'shop' })).main
    expectRed(real, said)
    expect(errorOf(main)).toBe(errorOf(real))
  })

  test('is red where objects of the backup are gone', async () => {
    const manifest = made.outputs['key'] as string
    const object = manifest.replace('manifest.json', 'uploads.tar.zst')
    await aws(job, ['s3api', 'delete-object', '--bucket', s3.bucket, '--key', object])
    expectRed(await dryRestore(), [/uploads\.tar\.zst is gone/, /\n→ Nothing was touched/])
  })
})

const errorOf = ({ commands }: Phase): string | undefined =>
  commands.find(({ command }) => command === 'error')?.value
