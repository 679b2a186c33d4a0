import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import {
  expectNextRunGreen,
  expectNothingStored,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { atStore, type Job, onHost, runJob } from './job.ts'
import { ownParts } from './own-parts.ts'

// What is wrong from the beginning is told before anything is written, by its name and with what to do.

const environment = await readEnvironment()
const { stack, host, hostBare, keys, s3 } = environment
const own = ownParts(environment)
const database = { type: 'postgres', container: stack.containers.db, databases: [stack.databases.empty] }
let job: JobWithPast
let still: string

beforeAll(async () => {
  job = await jobAfter(await makePast({ components: { db: database } }))
  still = await own.application('still', await own.volume('still'))
  await run(['docker', 'pause', still])
}, 60_000)

afterAll(() => own.remove(), 60_000)

const withComponents = (components: Readonly<Record<string, unknown>>): Job => ({
  ...job,
  document: { ...job.document, components }
})

describe('a host that cannot be trusted or entered', () => {
  test.concurrent('its key is not pinned', async () => {
    const [, line = ''] = host.hostKeys
    expectRed((await runJob(job, { 'known-hosts': '' })).main, [
      /^the host key of deploy@127\.0\.0\.1:\d+ is not pinned/,
      /\n→ Compare this fingerprint/,
      new RegExp(
        `add this line to known-hosts:\n *\\[127\\.0\\.0\\.1\\]:${host.port} ${line.replaceAll(/[+.]/g, '\\$&')}`
      )
    ])
  })

  test.concurrent('neither its key nor that of its jump host is pinned', async () => {
    const { document } = job
    const behind = { address: 'bench-host-bare', user: 'deploy', jump: document.host }
    const jumping = { ...job, document: { ...document, host: behind as unknown as string } }
    expectRed((await runJob(jumping, { 'known-hosts': '' })).main, [
      /^the host key of deploy@127\.0\.0\.1:\d+ is not pinned/,
      /add this line to known-hosts:\n *\[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA.*\ndeploy@bench-host-bare behind it is not pinned either/
    ])
    // Without a key there is nothing to wait for.
    expectRed(
      (await runJob(jumping, { 'known-hosts': `other.example ${hostBare.hostKeys[0]}`, 'ssh-key': '' })).main,
      [
        /- the input ssh-key is empty/,
        /- the host key of deploy@127\.0\.0\.1:\d+ is not pinned\n *→ Add to known-hosts what `ssh-keyscan -p/,
        /- the host key of deploy@bench-host-bare is not pinned/
      ]
    )
  })

  test.concurrent('its key is another one than the one that is pinned', async () => {
    const impostor = onHost(job, { port: host.port, hostKeys: hostBare.hostKeys })
    expectRed((await runJob(impostor)).main, [/^THE HOST KEY OF .* IS NOT THE PINNED ONE/, /\n→ Compare/])
  })

  test.concurrent('it lets the key not in', async () => {
    const stranger = { 'ssh-key': await readFile(keys.stranger, 'utf8') }
    expectRed((await runJob(job, stranger)).main, [
      /^deploy@.* does not let this key in: ssh-ed25519 SHA256:/,
      /\n→ Is the user right\? Add the public key to its ~\/\.ssh\/authorized_keys on the host:\n {2}ssh-ed25519 AAAA/
    ])
  })

  test.concurrent('nothing listens at its port', async () => {
    expectRed((await runJob(onHost(job, { port: 9, hostKeys: host.hostKeys }))).main, [
      /^deploy@127\.0\.0\.1:9 refuses the connection/,
      /\n→ Compare address and port/
    ])
  })

  test.concurrent.each([
    ['Postgres', { db: database }],
    ['Redis', { cache: { type: 'redis', container: stack.containers.cache } }],
    ['a volume', { uploads: { type: 'volume', volume: stack.volumes.uploads } }]
  ])('its user may not use Docker, for %s', async (_, components) => {
    const nodock = onHost(withComponents(components), { ...host, user: 'nodock' })
    expectRed((await runJob(nodock)).main, [
      /^(db|cache|uploads): the SSH user may not use Docker\n→ .*usermod -aG docker/
    ])
  })
})

describe('a component that is not there or not to be had', () => {
  test.concurrent.each([
    [
      'a container of another name',
      { ...database, container: 'shop-bd' },
      /^it: no container shop-bd on the host\n→ Compare with `docker ps -a`/
    ],
    [
      'a container that does not run Postgres',
      { type: 'postgres', container: stack.containers.cache },
      /^it: container \S+ is no Postgres server: it has no psql\n→ Correct `container`/
    ],
    [
      'a container that does not run Redis',
      { type: 'redis', container: stack.containers.web },
      /^it: .*redis-cli.*\n→ /s
    ],
    [
      'a database of another name',
      { ...database, databases: ['shpo'] },
      /^it: container shop-db has no database "shpo"\n→ Correct `databases`. It has .*"analytics"/
    ],
    [
      'a role of Postgres that is not there',
      { ...database, user: 'nobody' },
      /^it: Postgres in container shop-db does not let nobody in: .*\n→ Set `user`/
    ],
    [
      'a wrong password of Redis',
      { type: 'redis', container: stack.containers.redisAuth, password: 'wrong' },
      /^it: the server in container bench-redis-auth does not let us in: .*WRONGPASS.*\n→ Set `password`/
    ],
    [
      'a volume of another name',
      { type: 'volume', volume: 'shop_upload' },
      /^it: there is no volume shop_upload on the host\n→ Compare with `docker volume ls`/
    ],
    [
      'a file that is not there',
      { type: 'files', paths: ['/srv/shop/missing.yml'] },
      /^it: not on the host, or not to be seen by this user: \/srv\/shop\/missing\.yml\n→ Correct `paths`/
    ],
    [
      'a file that only root can read',
      { type: 'files', paths: ['/srv/shop/secrets'] },
      /^it: the user may not read \/srv\/shop\/secrets\/root-only\.key\n→ Connect as root, or let the user run sudo/
    ]
  ])('%s', async (_, component, said) => {
    expectRed((await runJob(withComponents({ it: component }))).main, [said])
  })

  test.concurrent('a container that stands still', async () => {
    const component = { type: 'redis', container: still }
    expectRed((await runJob(withComponents({ it: component }))).main, [
      new RegExp(`^it: container ${still} is paused, not running\n→ docker unpause ${still}`)
    ])
  })

  test.concurrent('everything at once is told at once', async () => {
    const { main } = await runJob(
      withComponents({
        db: { ...database, databases: ['shpo'] },
        uploads: { type: 'volume', volume: 'shop_upload' },
        config: { type: 'files', paths: ['/srv/shop/missing.yml'] }
      })
    )
    expectRed(main, [/db: .*no database "shpo"/, /uploads: there is no volume/, /config: not on the host/])
  })
})

describe('a store that cannot be used', () => {
  test.concurrent.each([
    [
      'an access key that it does not know',
      { 's3-access-key-id': 'bench-nobody' },
      /InvalidAccessKeyId.*\n→ Check s3-access-key-id/
    ],
    [
      'a wrong secret key',
      { 's3-secret-access-key': 'bench-owner-secret-4f1d' },
      /SignatureDoesNotMatch.*\n→ Check s3-secret-access-key/
    ],
    [
      'a key that may put, but not read',
      { 's3-access-key-id': s3.writer.accessKeyId, 's3-secret-access-key': s3.writer.secretAccessKey },
      /403.*\n→ Grant s3:GetObject/
    ]
  ])('%s', async (_, inputs, said) => {
    expectRed((await runJob(job, inputs)).main, [/^s3:\/\/backups\//, said])
  })

  test.concurrent.each([
    [
      'a bucket that is not there',
      { bucket: 'backup' },
      /NoSuchBucket.*\n→ Create the bucket, or correct store\.bucket/
    ],
    ['an authority that is not known', { ca: undefined }, /certificate.*\n→ .*store\.ca/]
  ])('%s', async (_, change, said) => {
    expectRed((await runJob(atStore(job, change))).main, [/^s3:\/\//, said])
  })
})

test('a run from a fork, which was given no secrets, says so before anything is touched', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'))
  try {
    const event = join(folder, 'event.json')
    await writeFile(event, JSON.stringify({ pull_request: { head: { repo: { full_name: 'eve/shop' } } } }))
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event }
    const none = { 's3-access-key-id': '', 's3-secret-access-key': '' }
    const fork =
      /→ This run belongs to a pull request from the fork eve\/shop, and GitHub gives forks no secrets/
    const { main } = await runJob(job, { ...none, 'ssh-key': '' }, { env })
    expectRed(main, [
      /- the input ssh-key is empty/,
      /- the inputs s3-access-key-id and s3-secret.* are empty/,
      fork
    ])
    expectRed((await runJob(job, none, { env })).main, [
      /^the inputs s3-access-key-id and .* are empty/,
      fork
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('nothing of all this is in the store, and the next run is green', async () => {
  await expectNothingStored(job)
  expect(job.past.length).toBeGreaterThan(2)
  await expectNextRunGreen(job)
})
