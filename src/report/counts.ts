import type { Counts } from '../backup-set/manifest.js'
import { formatBytes, formatCount } from '../format.js'

/** What an artifact holds in words, at most so many of them: a database has hundreds of tables, so then the largest are told. */
export function tellCounts(counts: Counts, most: number): readonly string[] {
  const entries = Object.entries(counts)
  if (entries.length <= most) return entries.map(tell)
  const largest = entries.toSorted(([, one], [, other]) => other - one).slice(0, most)
  return [...largest.map(tell), `… ${entries.length - most} more counts in the manifest`]
}

const tell = ([name, count]: [string, number]): string =>
  name === 'bytes' ? formatBytes(count) : `${formatCount(count)} ${name}`
