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

const tell = ([name, count]: [string, number]): string => {
  if (name === 'bytes') return `${formatBytes(count)} in files`
  const [, database, expires] = REDIS_KEYS.exec(name) ?? []
  if (database === undefined)
    return `${formatCount(count)} ${(count === 1 ? ONE.get(name) : undefined) ?? name}`
  const keys = `${formatCount(count)} ${count === 1 ? 'key' : 'keys'} in ${database}`
  return expires === undefined ? keys : `${keys} that ${count === 1 ? 'expires' : 'expire'}`
}

// A manifest names such counts as the server itself does.
const REDIS_KEYS = /^(db\d+)( expires)?$/

// Others are names that users gave: of tables, of databases.
const ONE: ReadonlyMap<string, string> = new Map([
  ['entries', 'entry'],
  ['files', 'file'],
  ['directories', 'directory'],
  ['symlinks', 'symlink'],
  ['hard links', 'hard link'],
  ['roles', 'role'],
  ['tablespaces', 'tablespace'],
  ['function libraries', 'function library']
])
