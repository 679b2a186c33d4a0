import type { RunToken } from '../driver.js'
import { siblingName } from './names.js'
import { literals } from './sql.js'

/** Which databases change places in a restore. */
export interface Exchange {
  readonly run: RunToken
  /** Those that are staged beside the old ones. */
  readonly restored: readonly string[]
  /** Those that are there now and go: the old ones of these names, and those that came after the backup. */
  readonly replaced: readonly string[]
  /** Those of the replaced that let clients in when they are put back. */
  readonly reopened: readonly string[]
  /** Whether no other database may be there afterwards. */
  readonly exact: boolean
}

/** Those that came after the backup and go; whoever made them may make them again while the restored ones are in service. */
export const cameLater = ({ restored, replaced }: Exchange): readonly string[] =>
  replaced.filter((name) => !restored.includes(name))

/**
 * One word for where the exchange stands. Its renames are one transaction, so there is nothing between `staged` and `swapped`
 * unless others meddle: then it is `torn` while any old database is there. `discarding` is a discard that was cut short; `gone` says that
 * the old ones are nowhere. `unfit` is what was staged where something replaced is no more, and `off` what was taken back for good.
 */
export function stateQuery({ run, restored, replaced }: Exchange): string {
  const count = (names: readonly string[]) =>
    `(SELECT count(*) FROM pg_database WHERE datname IN ${literals(names)})`
  const fresh = count(restored.map((name) => siblingName(name, 'new', run)))
  const old = count(replaced.map((name) => siblingName(name, 'old', run)))
  const off = count(restored.slice(0, 1).map((name) => siblingName(name, 'off', run)))
  return `SELECT CASE
  WHEN ${off} > 0 AND ${old} = 0 THEN 'off'
  WHEN ${fresh} = ${restored.length} AND ${old} = 0 AND ${count(replaced)} = ${replaced.length} THEN 'staged'
  WHEN ${fresh} = ${restored.length} AND ${old} = 0 THEN 'unfit'
  WHEN ${fresh} = 0 AND ${old} = ${replaced.length} AND ${count(restored)} = ${restored.length} THEN 'swapped'
  WHEN ${old} = 0 AND ${count(replaced)} = ${replaced.length} THEN 'neither'
  WHEN ${old} = 0 THEN 'gone'
  WHEN ${fresh} = 0 AND ${count(restored)} = ${restored.length} THEN 'discarding'
  ELSE 'torn' END`
}
