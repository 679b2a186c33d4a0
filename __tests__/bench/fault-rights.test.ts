import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { request } from '../../bench/s3.ts'
import { expectGreen, expectRed } from './aftermath.ts'
import { asRoot, noisyVolume } from './damage.ts'
import { atStore, aws, type Job, newJob, runJob } from './job.ts'
import { ownParts } from './own-parts.ts'
import { strike } from './strike.ts'

// A key that lacks one right: what cannot be done without it is red and says which, and what can be is done.

const environment = await readEnvironment()
const { s3 } = environment
const own = ownParts(environment)
const [small, noise] = await Promise.all([own.volume('small'), own.volume('noise')])
const bucket = `faults-${randomBytes(4).toString('hex')}`
const ofBucket = ['s3:ListBucket', 's3:ListBucketMultipartUploads']
const ofObjects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']
let job: Job

const allow = ({ except = '', puts = ['*'] }: { except?: string; puts?: readonly string[] } = {}) => {
  const resource = `arn:aws:s3:::${bucket}`
  const statement = (actions: readonly string[], resources: readonly string[]) => ({
    Effect: 'Allow',
    Principal: { AWS: [s3.writer.accessKeyId] },
    Action: actions.filter((action) => action !== except),
    Resource: resources
  })
  const policy = {
    Version: '2012-10-17',
    Statement: [
      statement(ofBucket, [resource]),
      statement(
        ofObjects.filter((action) => action !== 's3:PutObject'),
        [`${resource}/*`]
      ),
      ...puts.map((put) => statement(['s3:PutObject'], [`${resource}/${put}`]))
    ].filter(({ Action }) => Action.length > 0)
  }
  return request(s3, { method: 'PUT', path: `/${bucket}?policy=`, body: JSON.stringify(policy) })
}

const keys = async () => {
  const listing = [
    's3api',
    'list-objects-v2',
    '--bucket',
    bucket,
    '--query',
    'Contents[].Key',
    '--output',
    'text'
  ]
  return (await aws(job, listing)).trim().split(/\s+/)
}

beforeAll(async () => {
  await asRoot(await own.application('blog', small), 'echo text >/data/file')
  await noisyVolume(noise, environment.stack.images.helper)
  await request(s3, { method: 'PUT', path: `/${bucket}` })
  const { accessKeyId, secretAccessKey } = s3.writer
  const components = { small: { type: 'volume', volume: small } }
  job = atStore(await newJob({ components }), { bucket, prefix: 'app' })
  job = {
    ...job,
    inputs: { ...job.inputs, 's3-access-key-id': accessKeyId, 's3-secret-access-key': secretAccessKey }
  }
}, 60_000)

afterAll(async () => {
  await own.remove()
  await aws(job, ['s3', 'rb', '--force', `s3://${bucket}`])
}, 60_000)

/** What came into the store by a run, and what the run wrote. */
const runAllowed = async (rights: Parameters<typeof allow>[0]) => {
  const before = await keys()
  await allow(rights)
  const { main } = await runJob(job)
  await allow()
  return { main, came: (await keys()).filter((key) => !before.includes(key)).map(nameOf) }
}
const etagOf = async (name: string) => {
  const query = `Contents[?ends_with(Key, '${name}')].ETag | [0]`
  return (
    await aws(job, ['s3api', 'list-objects-v2', '--bucket', bucket, '--query', query, '--output', 'text'])
  ).trim()
}
const nameOf = (key: string) => key.replace(/.*\//, '')

test('nothing but what the documentation names', async () => {
  const { main, came } = await runAllowed({})
  expectGreen(main)
  expect(came).toEqual(['manifest.json', 'small.tar.zst', 'latest.json'])
})

test('no more for an upload of several parts, and to abort one', async () => {
  const several = {
    ...job,
    ...{ environment: { ...environment, s3: { ...s3, bucket } }, prefix: 'app' },
    document: { ...job.document, components: { noise: { type: 'volume', volume: noise } } }
  }
  expectGreen((await runJob(several)).main)
  expect(await etagOf('noise.tar.zst')).toMatch(/-\d+"$/)

  const before = await keys()
  const started = Promise.withResolvers<number>()
  const { main } = await strike(several, {
    way: 'down',
    step: { onStart: started.resolve },
    blow: async () => process.kill(await started.promise, 'SIGINT')
  })
  expectRed(main, [/^the run was cancelled$/])
  expect(await keys()).toEqual(before)
  const uploads = ['s3api', 'list-multipart-uploads', '--bucket', bucket, '--query', 'Uploads[].Key']
  expect(JSON.parse((await aws(job, uploads)) || 'null')).toBeNull()
})

test.each([
  ['to put', 's3:PutObject', /writing\.json: PutObject failed: 403 AccessDenied.*\n→ Grant s3:PutObject/],
  ['to read', 's3:GetObject', /latest\.json: GetObject failed: 403 AccessDenied.*\n→ Grant s3:GetObject/]
])('%s: nothing comes into the store', async (_, action, said) => {
  const { main, came } = await runAllowed({ except: action })
  expectRed(main, [said])
  expect(came).toEqual([])
})

test('to put, beside a volume that is not there: both are told at once, before anything runs', async () => {
  const declared = { type: 'volume', volume: `absent-${bucket}` }
  const both = {
    ...job,
    document: {
      ...job.document,
      components: { small: { type: 'volume', volume: small }, declared },
      hooks: { before: { command: 'echo the hook ran' } }
    }
  }
  const before = await keys()
  await allow({ except: 's3:PutObject' })
  const { main } = await runJob(both)
  await allow()
  expectRed(main, [/declared: /, /writing\.json: PutObject failed: 403 AccessDenied/, /Grant s3:PutObject/])
  expect(main.log).not.toMatch(/the hook ran/)
  expect(await keys()).toEqual(before)
})

test('to list: nothing is committed, and what is left is told', async () => {
  const { main, came } = await runAllowed({ except: 's3:ListBucket' })
  expectRed(main, [
    /ListObjectsV2 failed: 403 AccessDenied.* \(and the half set could not be removed: /,
    /\n→ Grant s3:ListBucket .*\nLater runs remove what is left/s
  ])
  expect(came).toEqual(['small.tar.zst', 'writing.json'])
})

test('to put a manifest: the artifacts are removed again', async () => {
  const { main, came } = await runAllowed({ puts: ['*.zst', '*/writing.json', '*/latest.json'] })
  expectRed(main, [/manifest\.json: PutObject failed: 403 AccessDenied.*\n→ Grant s3:PutObject/])
  expect(came).toEqual([])
})

test('to put latest.json: the backup is there, and the step is red all the same', async () => {
  const { main, came } = await runAllowed({ puts: ['*.zst', '*/writing.json', '*/manifest.json'] })
  expectRed(main, [
    /^the backup \S+ is stored, but could not be made known as the latest: .*\n→ Grant s3:PutObject/
  ])
  expect(came).toEqual(['manifest.json', 'small.tar.zst'])
})

test('to delete: the backup is good, and what is left is told', async () => {
  const { main, came } = await runAllowed({ except: 's3:DeleteObject' })
  expectGreen(main)
  expect(main.log).toMatch(/::warning::writing\.json could not be removed: .*DeleteObject failed: 403/)
  expect(came).toEqual(['manifest.json', 'small.tar.zst', 'writing.json'])
})
