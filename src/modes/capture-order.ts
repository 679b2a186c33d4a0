import { together } from './problems.js'

/** A piece of work with the bytes that it is expected to move. */
export interface SizedWork<Result> {
  readonly expectedBytes: number | undefined
  readonly work: () => Promise<Result>
}

/**
 * Does small work side by side, since it mostly waits, and big work one after the other, since it loads the host. Results come
 * in the order of the work. When one fails, no new work begins, and once what runs is over all that failed is told.
 */
export async function captureOrder<Result>(jobs: readonly SizedWork<Result>[]): Promise<readonly Result[]> {
  const results = new Array<Result>(jobs.length)
  const failures: unknown[] = []
  const indexes = jobs.map((_, index) => index)
  const isSmall = (index: number) => (jobs[index]?.expectedBytes ?? Number.POSITIVE_INFINITY) <= SMALL_BYTES
  const drain = async (queue: number[]) => {
    for (let index = queue.shift(); index !== undefined && failures.length === 0; index = queue.shift()) {
      try {
        results[index] = await (jobs[index] as SizedWork<Result>).work()
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const small = indexes.filter(isSmall)
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => drain(small)))
  await drain(indexes.filter((index) => !isSmall(index)))
  if (failures.length > 0) throw together('not everything could be captured', failures)
  return results
}

const SMALL_BYTES = 64 * 1024 * 1024
const SIDE_BY_SIDE = 4
