import { Cancelled, problemsIn, UserErrors } from '../errors.js'

/** Waits for all; where some failed, throws what they say together, or the one error as it is. */
export async function collectProblems<Results extends readonly unknown[]>(
  summary: string,
  work: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }]
): Promise<Results> {
  const settled = await Promise.allSettled(work)
  const problems = settled.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : []
  )
  if (problems.length > 0) throw together(summary, problems)
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as Results
}

/** One error that tells all problems; a single one is told as it is, and of a run that was cancelled only that. */
export function together(summary: string, problems: readonly unknown[]): unknown {
  const cancelled = problems.find((problem) => problem instanceof Cancelled)
  if (cancelled !== undefined) return cancelled
  return problems.length === 1 ? problems[0] : new UserErrors(summary, problems.flatMap(problemsIn))
}
