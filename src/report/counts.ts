import type { Counts } from '../backup-set/manifest.js'
import { formatBytes, formatCount } from '../format.js'

/** What an artifact holds in words, at most so many of them: of the hundreds of tables of a database, the largest are told. */
export function tellCounts(counts: Counts, most: number): readonly string[] {
  const entries = Object.entries(counts).filter(([, count]) => count > 0)
  if (entries.length === 0) return ['empty']
  if (entries.length <= most) return entries.map(tell)
  const largest = entries.toSorted(([, one], [, other]) => other - one).slice(0, most)
  return [...largest.map(tell), `… ${entries.length - most} more counts in the manifest`]
}

const tell = ([name, count]: [string, number]): string =>
  name === 'bytes' ? `${formatBytes(count)} in files` : `${formatCount(count)} ${name}`
