import { createHash } from 'node:crypto'
import type { RunToken } from '../driver.js'

/** What stands beside a database: `new` is staged, `old` was in service before, and `off` was staged and must not come into service any more. */
export type SiblingRole = 'new' | 'old' | 'off'

/** The name beside a database's own under which a run keeps such data. */
export const siblingName = (database: string, role: SiblingRole, run: RunToken): string =>
  shortened(database, LONGEST_NAME - siblingSuffix(role, run).length) + siblingSuffix(role, run)

const siblingSuffix = (role: SiblingRole, run: RunToken): string => `_predeploy_${role}_${run}`

/** Whether a database was left by a restore. */
export const isSibling = (database: string): boolean => SIBLING.test(database)

/** What such a name is made of; undefined for any other. A long `original` is shortened. */
export function siblingParts(
  database: string
): { readonly original: string; readonly role: SiblingRole; readonly run: RunToken } | undefined {
  const [suffix, role, run = ''] = SIBLING.exec(database) ?? []
  if (suffix === undefined || (role !== 'new' && role !== 'old' && role !== 'off')) return undefined
  return { original: database.slice(0, -suffix.length), role, run }
}

/** Recognises such a name; Postgres reads it in the same way. */
export const SIBLING = /_predeploy_(new|old|off)_([a-z0-9]{1,16})$/

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
