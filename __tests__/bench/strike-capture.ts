import {
  expectNextRunGreen,
  expectNothingStored,
  expectQuiet,
  expectRed,
  type JobWithPast,
  jobAfter
} from './aftermath.ts'
import type { Document, Job } from './job.ts'
import { strike } from './strike.ts'

/** A capture that is struck half way through. */
export interface StruckCapture {
  readonly components: Document['components']
  readonly blow: (job: Job) => unknown
  /** What the error says. */
  readonly said: readonly RegExp[]
  /** A container, and what stands in the command lines of what captures in it. */
  readonly trace: readonly [container: string, word: string]
  /** Puts right what the blow broke. */
  readonly mend?: () => Promise<unknown>
}

/** Strikes half way through a capture; the run must end red and without a trace, and the next one be green. */
export async function strikeCapture(
  past: JobWithPast,
  { components, blow, said, trace: [container, word], mend }: StruckCapture
): Promise<void> {
  const job = await jobAfter(past, { components })
  const { main } = await strike(job, { way: 'down', blow: () => blow(job) })
  expectRed(main, said)
  await expectNothingStored(job)
  await mend?.()
  await expectQuiet(container, [word])
  await expectNextRunGreen(job)
}
