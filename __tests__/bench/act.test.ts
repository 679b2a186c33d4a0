import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { runWorkflow, type Workflow } from '../../bench/act/workflow.ts'
import type { Outcome } from '../../bench/run.ts'
import { resetStack } from '../../bench/stack/reset.ts'
import { type Job, newJob, sql, storedKeys } from './job.ts'

// The workflows of the README in a real, independent runner: main and post, outputs through `needs`, inputs of a dispatch.

let job: Job

beforeAll(async () => {
  job = await newJob()
  await resetStack(job.environment.stack, ['db'])
}, 120_000)

afterAll(async () => {
  await resetStack(job.environment.stack, ['db'])
}, 120_000)

const runIn = (workflow: Pick<Workflow, 'file' | 'event' | 'inputs'>): Promise<Outcome> =>
  runWorkflow({
    ...workflow,
    variables: { CONFIG: stringify(job.document), KNOWN_HOSTS: job.inputs['known-hosts'] as string },
    secrets: {
      SSH_KEY: job.inputs['ssh-key'] as string,
      S3_ACCESS_KEY_ID: job.inputs['s3-access-key-id'] as string,
      S3_SECRET_ACCESS_KEY: job.inputs['s3-secret-access-key'] as string
    }
  })

describe('in a real runner', () => {
  let deployed: Outcome

  beforeAll(async () => {
    deployed = await runIn({ file: 'deploy.yml', event: 'push' })
  }, 300_000)

  test('the deploy runs behind the backup and is told id, key, checksum and size', async () => {
    const log = deployed.stdout.toString()
    expect({ status: deployed.status, log }).toEqual({ status: 0, log: expect.any(String) })
    const [, id, key, checksum, size] = /can go back to (\S+) (\S+) ([0-9a-f]{64}) (\d+)/.exec(log) ?? []
    expect(key).toBe(`${job.prefix}/shop/${id}/manifest.json`)
    expect(checksum).toBeDefined()
    expect(Number(size)).toBeGreaterThan(10_000)
    expect(await storedKeys(job)).toContain(`shop/${id}/manifest.json`)
  })

  test('no secret is in the log', () => {
    expect(deployed.stdout.toString()).not.toContain(job.inputs['s3-secret-access-key'])
    expect(deployed.stdout.toString()).not.toContain('BEGIN OPENSSH PRIVATE KEY')
  })

  test('a dispatched rollback brings the data back', async () => {
    await sql(job.environment.stack.containers.db, 'shop', 'DROP TABLE app.orders CASCADE')
    const { status, stdout } = await runIn({
      file: 'rollback.yml',
      event: 'workflow_dispatch',
      inputs: { backup: 'latest', confirm: 'shop' }
    })
    expect({ status, log: stdout.toString() }).toEqual({
      status: 0,
      log: expect.stringMatching(/back at \d{8}T\d{6}Z-/)
    })
    const orders = await sql(job.environment.stack.containers.db, 'shop', 'SELECT count(*) FROM app.orders')
    expect(Number(orders)).toBeGreaterThan(1000)
  }, 300_000)
})
