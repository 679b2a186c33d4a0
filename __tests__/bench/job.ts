import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { type Environment, readEnvironment } from '../../bench/environment.ts'
import { attempt, run } from '../../bench/run.ts'
import { type Phase, runStep, type Step } from '../../bench/runner.ts'

/** A job on the bench: a document, and the inputs that a workflow would give. Every job has a prefix of its own in the bucket. */
export interface Job {
  readonly environment: Environment
  readonly prefix: string
  readonly document: Document
  readonly inputs: Readonly<Record<string, string>>
}

/** A configuration as data. */
export interface Document {
  readonly stack: string
  readonly host: string
  readonly store: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}

/** The four kinds, as the bench's stack has them. */
export const FOUR_KINDS = {
  db: { type: 'postgres', container: 'shop-db' },
  cache: { type: 'redis', container: { project: 'shop', service: 'cache' } },
  sessions: { type: 'redis', container: { project: 'shop', service: 'sessions' } },
  uploads: { type: 'volume', volume: 'shop_uploads' },
  config: { type: 'files', paths: ['/srv/shop/docker-compose.yml', '/srv/shop/.env', '/srv/shop/config'] }
} as const

/** A job for the bench that is up; `change` puts other values into its document. */
export async function newJob(change: Partial<Document> = {}): Promise<Job> {
  const environment = await readEnvironment()
  const { host, s3 } = environment
  const prefix = `job-${randomBytes(4).toString('hex')}`
  return {
    environment,
    prefix,
    document: {
      stack: 'shop',
      host: `deploy@${host.address}:${host.port}`,
      store: { bucket: s3.bucket, prefix, endpoint: s3.endpoint, region: s3.region, ca: s3.caFile },
      components: FOUR_KINDS,
      ...change
    },
    inputs: {
      'ssh-key': await readFile(environment.keys.ed25519, 'utf8'),
      'known-hosts': await readFile(environment.knownHosts.plain, 'utf8'),
      's3-access-key-id': s3.owner.accessKeyId,
      's3-secret-access-key': s3.owner.secretAccessKey
    }
  }
}

/** The job with another way to its host, or another host; the keys are those that the host shows. */
export const onHost = (
  job: Job,
  { port, hostKeys, user = 'deploy' }: { port: number; hostKeys: readonly string[]; user?: string }
): Job => ({
  ...job,
  document: { ...job.document, host: `${user}@127.0.0.1:${port}` },
  inputs: { ...job.inputs, 'known-hosts': hostKeys.map((key) => `[127.0.0.1]:${port} ${key}`).join('\n') }
})

/** The job with other settings of its store. */
export const atStore = (job: Job, change: Readonly<Record<string, unknown>>): Job => ({
  ...job,
  document: { ...job.document, store: { ...job.document.store, ...change } }
})

/** Runs the action for a job, as a runner does; the one in PREDEPLOY_ACTION_DIR where that is set, else this repository's. */
export function runJob(job: Job, inputs: Readonly<Record<string, string>> = {}, step: Partial<Step> = {}) {
  const action = process.env['PREDEPLOY_ACTION_DIR']
  return runStep({
    ...(action === undefined ? {} : { action }),
    ...step,
    inputs: { ...job.inputs, config: stringify(job.document), ...inputs }
  })
}

/** Fails with the whole log unless a step was green. */
export function mustBeGreen({ exitCode, log }: Phase): void {
  if (exitCode !== 0) throw new Error(`the step ended with ${exitCode}:\n${log}`)
}

/** The keys of a bucket below the job's prefix, as `aws` lists them. */
export async function storedKeys(job: Job): Promise<readonly string[]> {
  const listed = await aws(job, [
    's3api',
    'list-objects-v2',
    '--bucket',
    job.environment.s3.bucket,
    '--prefix',
    `${job.prefix}/`,
    '--output',
    'json'
  ])
  const { Contents = [] } = JSON.parse(listed || '{}') as { Contents?: { Key: string }[] }
  return Contents.map(({ Key }) => Key.slice(job.prefix.length + 1)).sort()
}

/** The multipart uploads below the job's prefix that are neither completed nor aborted. */
export async function openUploads(job: Job): Promise<readonly string[]> {
  const listed = await aws(job, [
    's3api',
    'list-multipart-uploads',
    '--bucket',
    job.environment.s3.bucket,
    '--output',
    'json'
  ])
  const { Uploads = [] } = JSON.parse(listed || '{}') as { Uploads?: { Key: string }[] }
  return Uploads.map(({ Key }) => Key).filter((key) => key.startsWith(`${job.prefix}/`))
}

/** Runs the AWS command line against the bench's S3 server: an independent reader. */
export function aws({ environment: { s3 } }: Job, words: readonly string[]): Promise<string> {
  return run(
    ['aws', '--endpoint-url', s3.endpoint, '--region', s3.region, '--ca-bundle', s3.caFile, ...words],
    {
      env: {
        AWS_ACCESS_KEY_ID: s3.owner.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.owner.secretAccessKey,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true'
      }
    }
  )
}

/** Runs SQL in the bench's Postgres. */
export const sql = (container: string, database: string, text: string): Promise<string> =>
  run(
    [
      'docker',
      'exec',
      '-i',
      container,
      'psql',
      '-X',
      '-q',
      '-At',
      '-v',
      'ON_ERROR_STOP=1',
      '-U',
      'shop',
      '-d',
      database
    ],
    { input: text }
  )

/** Whether a process whose command line holds this text runs in a container. */
export async function runsIn(container: string, text: string): Promise<boolean> {
  const { stdout } = await attempt(['docker', 'top', container, '-eo', 'pid,args'])
  return stdout.toString().includes(text)
}
