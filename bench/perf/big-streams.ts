import { atStore, type Job, newJob } from '../../__tests__/bench/job.ts'
import { run } from '../run.ts'
import type { BigData } from './big-data.ts'
import { inMebibytes, median, spread, table } from './figures.ts'
import { runMetered, type Usage } from './metered.ts'
import { runPipe } from './pipe.ts'
import { emptyPrefix } from './tiny-stack.ts'

/** What is streamed, and how. */
export interface BigStream {
  readonly label: string
  readonly data: BigData
  readonly compression: 'zstd' | 'none'
}

/** The measurements of one stream at one size; the lists have a value for each round. */
export interface Measured {
  readonly label: string
  readonly gib: number
  readonly action: readonly Usage[]
  readonly pipe: readonly Usage[]
}

/** Streams the same data through the action and through the pipe, by turns. */
export async function measureStream(
  { label, data, compression }: BigStream,
  { gib, rounds, action }: { readonly gib: number; readonly rounds: number; readonly action?: string }
): Promise<Measured> {
  const usual = await newJob({ components: { big: data.component }, compression })
  const job = gib > MOST_OF_SMALL_PARTS ? atStore(usual, { 'maximum-parts': 600 }) : usual
  const command = compression === 'none' ? data.command : `${data.command} | zstd -q -c -3`
  const contestants = {
    action: () => runMetered(job, action === undefined ? {} : { action }),
    pipe: () => runPipe(job, command)
  }
  const used: { readonly action: Usage[]; readonly pipe: Usage[] } = { action: [], pipe: [] }
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['action', 'pipe'] as const) : (['pipe', 'action'] as const)
    for (const name of order) {
      const usage = await calmly(job, contestants[name])
      used[name].push(usage)
      console.error(
        `${label}, ${gib} GiB, ${name}: ${usage.seconds.toFixed(1)} s, CPU ${usage.cpuSeconds.toFixed(1)} s, ` +
          `peak ${inMebibytes(usage.peakBytes).toFixed(0)} MiB`
      )
    }
  }
  return { label, gib, ...used }
}

// versitygw keeps track of some 680 parts on ext4 (docs/s3.md).
const MOST_OF_SMALL_PARTS = 4

/** The measurements as a table: medians with the least and greatest, and the ratios of each round. */
export const streamTable = (measured: readonly Measured[]): string =>
  table([
    ['stream', 'GiB', 'wall s', 'pipe', 'ratio', 'CPU s', 'pipe', 'ratio', 'peak MiB', 'pipe'],
    ...measured.map(({ label, gib, action, pipe }) => {
      const of = (usages: readonly Usage[], name: keyof Usage) => usages.map((usage) => usage[name])
      const ratios = (name: keyof Usage) =>
        action.map((usage, round) => usage[name] / (pipe[round]?.[name] ?? Number.NaN))
      return [
        label,
        String(gib),
        spread(of(action, 'seconds')),
        spread(of(pipe, 'seconds')),
        spread(ratios('seconds'), 2),
        spread(of(action, 'cpuSeconds')),
        spread(of(pipe, 'cpuSeconds')),
        spread(ratios('cpuSeconds'), 2),
        spread(of(action, 'peakBytes').map(inMebibytes), 0),
        spread(of(pipe, 'peakBytes').map(inMebibytes), 0)
      ]
    })
  ])

/** What is wrong with the action's memory, as sentences: more than 200 MiB, or more for a longer stream. */
export function judgeMemory(measured: readonly Measured[]): readonly string[] {
  const peak = ({ action }: Measured) => median(action.map(({ peakBytes }) => inMebibytes(peakBytes)))
  const high = measured
    .filter(({ action }) => action.some(({ peakBytes }) => inMebibytes(peakBytes) > MOST_MEBIBYTES))
    .map(({ label, gib }) => `${label} of ${gib} GiB takes more than ${MOST_MEBIBYTES} MiB`)
  const steep = [...new Set(measured.map(({ label }) => label))].flatMap((label) => {
    const sizes = measured.filter((one) => one.label === label).toSorted((one, other) => one.gib - other.gib)
    const [first, last] = [sizes[0], sizes.at(-1)]
    if (first === undefined || last === undefined || peak(last) <= peak(first) * FLAT) return []
    return `${label}: ${peak(first).toFixed(0)} MiB for ${first.gib} GiB, ${peak(last).toFixed(0)} MiB for ${last.gib} GiB`
  })
  return [...high, ...steep]
}

export const MOST_MEBIBYTES = 200
const FLAT = 1.1

// What an earlier run left to be written to the disk is not this one's.
async function calmly(job: Job, work: () => Promise<Usage>): Promise<Usage> {
  await run(['sync'])
  try {
    return await work()
  } finally {
    await emptyPrefix(job)
  }
}
