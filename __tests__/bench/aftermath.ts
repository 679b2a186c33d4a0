import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { attempt, run } from '../../bench/run.ts'
import type { Phase } from '../../bench/runner.ts'
import { request } from '../../bench/s3.ts'
import { type Document, type Job, newJob, runJob } from './job.ts'

/** A job whose store holds an earlier backup, which no fault may touch. */
export interface JobWithPast extends Job {
  /** The objects of its store, as `aws` lists them, before anything went wrong. */
  readonly past: readonly string[]
}

/** Makes the backup that the jobs of a file have behind them. */
export async function makePast(change: Partial<Document>): Promise<JobWithPast> {
  const job = await newJob(change)
  expectGreen((await runJob(job)).main)
  return { ...job, past: await storedObjects(job) }
}

/** A job that has a copy of the earlier backup in its own part of the store. */
export async function jobAfter(past: JobWithPast, change: Partial<Document> = {}): Promise<JobWithPast> {
  const job = await newJob({ components: past.document.components, ...change })
  const { data, bucket } = job.environment.s3
  // What the server knows of an object beside its bytes stands in extended attributes.
  await run(['cp', '-a', join(data, bucket, past.prefix), join(data, bucket, job.prefix)])
  return { ...job, past: past.past }
}

/** Expects a step to be red, and its one error to say all of this. */
export function expectRed(phase: Phase, said: readonly RegExp[]): void {
  const errors = errorsOf(phase)
  expect({ exitCode: phase.exitCode, errors, log: phase.log }).toEqual({
    exitCode: 1,
    errors: [expect.not.stringContaining('not foreseen')],
    log: expect.any(String)
  })
  for (const each of said) expect(errors[0]).toMatch(each)
  expect(phase.outputs).toEqual({})
}

/** Expects a step to be green. */
export function expectGreen(phase: Phase): void {
  expect({ exitCode: phase.exitCode, errors: errorsOf(phase), log: phase.log }).toEqual({
    exitCode: 0,
    errors: [],
    log: expect.any(String)
  })
}

/** Expects the store to be as it was before: no new object, latest.json the same, no upload open. */
export async function expectNothingStored(job: JobWithPast): Promise<void> {
  expect(await storedObjects(job)).toEqual(job.past)
  expect(await openUploads(job)).toEqual([])
}

/** Expects the next run of a job to be green and to be the latest backup, as if nothing had ever happened. */
export async function expectNextRunGreen(job: Job): Promise<void> {
  const { main } = await runJob(job)
  expectGreen(main)
  const { s3 } = job.environment
  const latest = await request(s3, { path: `/${s3.bucket}/${job.prefix}/shop/latest.json` })
  expect(JSON.parse(latest)).toMatchObject({
    id: main.outputs['backup-id'],
    checksum: main.outputs['checksum']
  })
}

/** Expects that soon no process whose command line holds one of these words is left in a container. */
export async function expectQuiet(container: string, words: readonly string[], seconds = 15): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const listed = await run(['docker', 'top', container, '-eo', 'pid,args'])
    const left = listed.split('\n').filter((line) => words.some((word) => line.includes(word)))
    if (left.length === 0) return
    if (performance.now() > deadline) expect(left).toEqual([])
    await sleep(250)
  }
}

/** Expects that no helper container on a volume is left. */
export async function expectNoHelper(volume: string): Promise<void> {
  const helpers = ['--filter', 'label=predeploy.run', '--filter', `volume=${volume}`]
  expect(await run(['docker', 'ps', '--all', '--quiet', ...helpers])).toBe('')
}

/** Removes the locks on a host, if it is there. A run whose host was gone for its `post` as well keeps the next one waiting, for two minutes. */
export const forgetLocks = (container: string) =>
  attempt(['docker', 'exec', '--user', 'deploy', container, 'sh', '-c', 'rm -rf ~/.predeploy-backup'])

/** Every object below the job's prefix: key, ETag and size. */
export async function storedObjects({ environment: { s3 }, prefix }: Job): Promise<readonly string[]> {
  const listed = await request(s3, { path: `/${s3.bucket}?list-type=2&prefix=${prefix}%2F` })
  expect(listed).toContain('<IsTruncated>false</IsTruncated>')
  return [...listed.matchAll(/<Contents>.*?<\/Contents>/gs)]
    .map(([object]) => ['Key', 'ETag', 'Size'].map((name) => textOf(object, name)).join(' '))
    .map((object) => object.slice(prefix.length + 1))
    .sort()
}

/** The keys of the uploads below the job's prefix that are neither completed nor aborted. */
async function openUploads({ environment: { s3 }, prefix }: Job): Promise<readonly string[]> {
  const listed = await request(s3, { path: `/${s3.bucket}?uploads=` })
  expect(listed).toContain('<IsTruncated>false</IsTruncated>')
  return [...listed.matchAll(/<Key>(.*?)<\/Key>/g)]
    .map(([, key = '']) => key)
    .filter((key) => key.startsWith(`${prefix}/`))
}

const textOf = (xml: string, name: string): string =>
  new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)?.[1] ?? ''

const errorsOf = ({ commands }: Phase): readonly string[] =>
  commands.flatMap(({ command, value }) => (command === 'error' ? [value] : []))
