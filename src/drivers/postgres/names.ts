import { createHash } from 'node:crypto'
import type { RunToken } from '../driver.js'

/** The name beside a database's own under which a run stages the new data, or keeps the old. */
export const siblingName = (database: string, role: 'new' | 'old', run: RunToken): string =>
  shortened(database, LONGEST_NAME - siblingSuffix(role, run).length) + siblingSuffix(role, run)

const siblingSuffix = (role: 'new' | 'old', run: RunToken): string => `_predeploy_${role}_${run}`

/** Whether a database was left by a restore. */
export const isSibling = (database: string): boolean => SIBLING.test(database)

/** What such a name is made of; undefined for any other. A long `original` is shortened. */
export function siblingParts(
  database: string
): { readonly original: string; readonly role: 'new' | 'old'; readonly run: RunToken } | undefined {
  const [suffix, role, run = ''] = SIBLING.exec(database) ?? []
  if (suffix === undefined || (role !== 'new' && role !== 'old')) return undefined
  return { original: database.slice(0, -suffix.length), role, run }
}

/** Recognises such a name; Postgres reads it in the same way. */
export const SIBLING = /_predeploy_(new|old)_([a-z0-9]{1,16})$/

// Postgres cuts a longer name without a word.
const LONGEST_NAME = 63

function shortened(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  const hash = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
  let short = ''
  for (const character of name) {
    if (Buffer.byteLength(short + character) > bytes - hash.length) break
    short += character
  }
  return short + hash
}
