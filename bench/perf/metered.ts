import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Job, runJob } from '../../__tests__/bench/job.ts'
import type { Phase, Step } from '../runner.ts'

/** What it took to do something once. */
export interface Usage {
  /** From the start of its process to its end. */
  readonly seconds: number
  /** User and system time of the processes that ran on the runner. */
  readonly cpuSeconds: number
  /** The most resident memory of one process. */
  readonly peakBytes: number
}

/** Runs a job's action as a runner does and measures its main process. An error unless it came out green. */
export async function runMetered(
  job: Job,
  { inputs = {}, ...step }: Pick<Partial<Step>, 'action' | 'env' | 'inputs'> = {}
): Promise<Usage & { readonly main: Phase }> {
  const folder = await mkdtemp(join(tmpdir(), 'meter-'))
  const meter = join(folder, 'used')
  try {
    const { main } = await runJob(job, inputs, {
      ...step,
      timeoutMs: 3_600_000,
      env: {
        ...step.env,
        PERF_METER: meter,
        // Passed on, so that one can have a profile: NODE_OPTIONS='--cpu-prof --cpu-prof-dir=/tmp'.
        NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require ${join(import.meta.dirname, 'meter.cjs')}`
      }
    })
    if (main.exitCode !== 0)
      throw new Error(`the action failed (${main.exitCode}):\n${main.log.slice(-4000)}`)
    const [used = ''] = (await readFile(meter, 'utf8')).split('\n')
    return { ...(JSON.parse(used) as Omit<Usage, 'seconds'>), seconds: main.seconds, main }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
