import { aws, type Document, FOUR_KINDS, type Job, newJob } from '../../__tests__/bench/job.ts'
import { startProxy } from '../network/proxy.ts'
import { inMebibytes, spread } from './figures.ts'
import { runMetered, type Usage } from './metered.ts'

/** How many sequential round trips a backup waits for, as seen on the way to each server. */
export interface RoundTrips {
  readonly host: number
  readonly store: number
  readonly both: number
}

/** A stack as small as stacks are: one of every kind, with hardly anything in it. */
async function tinyJob(kinds: readonly string[]): Promise<Job> {
  const { db, cache, uploads, config } = FOUR_KINDS
  const all = { db: { ...db, databases: ['shop'] }, cache, uploads, config }
  const components = Object.fromEntries(Object.entries(all).filter(([, { type }]) => kinds.includes(type)))
  return newJob({ components })
}

/** What backups of the tiny stack took, and how many round trips they waited for. */
export interface Tiny {
  readonly used: readonly Usage[]
  readonly trips: RoundTrips
}

/** Backs the tiny stack up again and again, near and far. */
export async function measureTiny(options: {
  readonly kinds: readonly string[]
  readonly rounds: number
  readonly action: string | undefined
}): Promise<Tiny> {
  const job = await tinyJob(options.kinds)
  const backUp = async (distant: Job): Promise<Usage> => {
    try {
      return await runMetered(distant, options.action === undefined ? {} : { action: options.action })
    } finally {
      await emptyPrefix(job)
    }
  }
  const used: Usage[] = []
  for (let round = 0; round < options.rounds * 3; round += 1) used.push(await backUp(job))
  return { used, trips: await countRoundTrips(job, backUp) }
}

/** The measurements in words. */
export function tinyReport({ used, trips }: Tiny): string {
  const rounded = ({ host, store, both }: RoundTrips) => [host, store, both].map((count) => count.toFixed(1))
  const [host, store, both] = rounded(trips)
  return [
    `A tiny stack from start to green: ${spread(
      used.map(({ seconds }) => seconds),
      2
    )} s, ` +
      `CPU ${spread(
        used.map(({ cpuSeconds }) => cpuSeconds),
        2
      )} s, ` +
      `peak ${spread(
        used.map(({ peakBytes }) => inMebibytes(peakBytes)),
        0
      )} MiB`,
    `Round trips that it waits for: ${host} where the host is far, ${store} where the store is, ${both} where both are`
  ].join('\n')
}

/**
 * Counts the round trips of a tiny backup: what it takes longer when a server is farther away, divided by how much farther. Work
 * that goes on side by side counts once, as it does for whoever waits.
 */
async function countRoundTrips(job: Job, backUp: (job: Job) => Promise<Usage>): Promise<RoundTrips> {
  const seconds = async (far: Distance) => {
    const times: number[] = []
    while (times.length < 3) times.push((await behindProxies(job, far, backUp)).seconds)
    return Math.min(...times)
  }
  const near = await seconds({ host: 0, store: 0 })
  const trips = async (far: Distance) => ((await seconds(far)) - near) / ROUND_TRIP_SECONDS
  return {
    host: await trips({ host: ROUND_TRIP_SECONDS, store: 0 }),
    store: await trips({ host: 0, store: ROUND_TRIP_SECONDS }),
    both: await trips({ host: ROUND_TRIP_SECONDS, store: ROUND_TRIP_SECONDS })
  }
}

/** Seconds of a round trip to each server. */
interface Distance {
  readonly host: number
  readonly store: number
}

/** Removes what a job has stored. */
export const emptyPrefix = (job: Job): Promise<string> =>
  aws(job, [
    's3',
    'rm',
    '--recursive',
    '--only-show-errors',
    `s3://${job.environment.s3.bucket}/${job.prefix}/`
  ])

// Far enough to stand out from what a shared machine does to a run, near enough that no time-out is met.
const ROUND_TRIP_SECONDS = 0.2

async function behindProxies<Result>(
  job: Job,
  far: Distance,
  body: (job: Job) => Promise<Result>
): Promise<Result> {
  const { host, s3 } = job.environment
  const start = (port: number, roundTrip: number) =>
    startProxy({ target: port, latencyMilliseconds: (roundTrip * 1000) / 2 })
  const toHost = await start(host.port, far.host)
  const toStore = await start(Number(new URL(s3.endpoint).port), far.store)
  try {
    return await body(through(job, { host: toHost.port, store: toStore.port }))
  } finally {
    await Promise.all([toHost.close(), toStore.close()])
  }
}

// The pinned keys are those of the same server behind another port.
function through(job: Job, ports: { readonly host: number; readonly store: number }): Job {
  const document: Document = {
    ...job.document,
    host: `deploy@127.0.0.1:${ports.host}`,
    store: { ...job.document.store, endpoint: `https://127.0.0.1:${ports.store}` }
  }
  const keys = job.environment.host.hostKeys.map((key) => `[127.0.0.1]:${ports.host} ${key}\n`)
  return { ...job, document, inputs: { ...job.inputs, 'known-hosts': keys.join('') } }
}
