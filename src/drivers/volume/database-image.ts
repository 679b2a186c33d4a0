/** What the name of an image tells of the database in it. */
export interface DatabaseImage {
  readonly product: string
  /** As far as the tag tells it; of Postgres the major version only. */
  readonly version: readonly number[]
}

/**
 * Reads the name of an image, where that is certain: of the official ones, and of builds of Postgres whose tag says `pg16`. Others may number
 * their tags as they like, so of them nothing is known.
 */
export function databaseImage(image: string, database: string): DatabaseImage | undefined {
  const [name = ''] = image.split('@')
  const [, repository = '', tag = ''] = /^(.+?)(?::([^/:]+))?$/.exec(name) ?? []
  const [, product] = OFFICIAL.exec(repository) ?? []
  if (product !== undefined) return { product, version: versionOf(product, tag) }
  const [, major] = (database === 'postgres' ? POSTGRES_IN_TAG.exec(tag) : undefined) ?? []
  return major === undefined ? undefined : { product: 'postgres', version: [Number(major)] }
}

/** Whether a server can use the files that another one wrote. */
export type Verdict = 'fits' | 'unfit' | 'unknown'

/** Judges by what is known of both; what is not known is never unfit. */
export function judgeImages(then: DatabaseImage | undefined, now: DatabaseImage | undefined): Verdict {
  if (then === undefined || now === undefined) return 'unknown'
  if (then.product !== now.product) return mayAdopt(then, now) ? 'unknown' : 'unfit'
  const newer = compareSeries(then.version, now.version)
  if (newer === undefined) return 'unknown'
  if (newer === 0) return refusesPatch(then, now) ? 'unknown' : 'fits'
  // Postgres opens the files of its own major version only; how far MongoDB goes depends on what was set in it.
  if (then.product === 'postgres') return 'unfit'
  if (then.product === 'mongo') return 'unknown'
  return newer > 0 ? 'fits' : 'unfit'
}

// Docker Hub's own, by whatever mirror: `library` is where they lie.
const OFFICIAL = /^(?:docker\.io\/|(?:.+\/)?library\/)?(postgres|mysql|mariadb|mongo)$/

const POSTGRES_IN_TAG = /(?:^|[^a-z0-9])pg([12]\d)(?!\d)/

function versionOf(product: string, tag: string): readonly number[] {
  const [, number] = /^(\d+(?:\.\d+)*)/.exec(tag) ?? []
  const version = number?.split('.').map(Number) ?? []
  if (product !== 'postgres') return version
  // Before 10, the second number was part of the major version.
  return version.slice(0, (version[0] ?? 10) < 10 ? 2 : 1)
}

// Positive where the other series is newer; undefined where one tells too little.
function compareSeries(one: readonly number[], other: readonly number[]): number | undefined {
  if (one.length === 0 || other.length === 0) return undefined
  for (const index of [0, 1]) {
    const [then, now] = [one[index], other[index]]
    if (then === now) continue
    if (then === undefined || now === undefined) return undefined
    return now - then
  }
  return 0
}

// MariaDB takes over what MySQL wrote before its version 8.
const mayAdopt = (then: DatabaseImage, now: DatabaseImage): boolean =>
  then.product === 'mysql' && now.product === 'mariadb' && (then.version[0] ?? 0) < 8

// Some series of MySQL refuse what a later patch of theirs wrote.
const refusesPatch = (then: DatabaseImage, now: DatabaseImage): boolean =>
  then.product === 'mysql' &&
  then.version[2] !== undefined &&
  now.version[2] !== undefined &&
  now.version[2] < then.version[2]
