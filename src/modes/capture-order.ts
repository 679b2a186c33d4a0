import { together } from './problems.js'

/** A piece of work with the bytes that it is expected to move. */
export interface SizedWork<Result> {
  readonly expectedBytes: number | undefined
  readonly work: () => Underway<Result>
}

/** Work that was begun. */
export interface Underway<Result> {
  /** Settles when it loads the host no more, so that other work may begin; rejected where none shall. */
  readonly released: Promise<unknown>
  readonly result: Promise<Result>
}

/**
 * Does small work side by side, since it mostly waits, and big work one after the other, since it loads the host. Results come
 * in the order of the work. When one fails, no new work begins, and once what runs is over all that failed is told.
 */
export function captureOrder<Result>(jobs: readonly SizedWork<Result>[]): Underway<readonly Result[]> {
  const results = new Array<Result>(jobs.length)
  const failures: unknown[] = []
  const underway = new Set<Promise<void>>()
  const indexes = jobs.map((_, index) => index)
  const isSmall = (index: number) => (jobs[index]?.expectedBytes ?? Number.POSITIVE_INFINITY) <= SMALL_BYTES
  let first: { readonly reason: unknown } | undefined
  const fail = (reason: unknown) => {
    first ??= { reason }
  }
  const begin = (index: number): Promise<unknown> => {
    const { released, result } = (jobs[index] as SizedWork<Result>).work()
    const settled = result
      .then(
        (value) => {
          results[index] = value
        },
        (error: unknown) => {
          fail(error)
          failures.push(error)
        }
      )
      .finally(() => underway.delete(settled))
    underway.add(settled)
    // The result tells why.
    return released.catch(fail)
  }
  const drain = async (queue: number[]) => {
    while (queue.length > 0 && first === undefined) {
      if (underway.size < MOST_UNDERWAY) await begin(queue.shift() as number)
      else await Promise.race(underway)
    }
  }
  const drainAll = async () => {
    const small = indexes.filter(isSmall)
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => drain(small)))
    await drain(indexes.filter((index) => !isSmall(index)))
  }
  const released = drainAll().then(() => {
    if (first !== undefined) throw first.reason
  })
  const finish = async () => {
    await Promise.allSettled([released])
    await Promise.all(underway)
    if (failures.length > 0) throw together('not everything could be captured', failures)
    return results
  }
  return { released, result: finish() }
}

const SMALL_BYTES = 64 * 1024 * 1024

// Uploads share memory for 6 parts. If streams that fill such a part waited for room in the spool, which streams that wait for a part
// have used up, 6 of them would stand still for ever. `spooled` never lets a reader wait for room, so that this may be any number.
const SIDE_BY_SIDE = 4

// Released work still has its upload, and with it buffers and connections.
const MOST_UNDERWAY = 12
