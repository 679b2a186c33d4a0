import { UserError } from '../../errors.js'
import type { RunToken } from '../driver.js'
import { runOfNote } from './made-roles.js'
import { siblingName, siblingParts } from './names.js'
import type { PostgresServer } from './server.js'
import { identifier } from './sql.js'

/** What stands on a server beside the databases that let clients in. */
export interface Leftovers {
  /** What restores that did not end left under names of their own. */
  readonly siblings: readonly string[]
  /** Those of them that keep the data of a database which is not there any more. */
  readonly orphans: readonly string[]
  /** Databases that such a restore closed and did not open again. */
  readonly shut: readonly string[]
  /** Roles that only tell which roles such a restore made. */
  readonly notes: readonly string[]
  /** Databases that somebody closed on purpose. */
  readonly closed: readonly string[]
}

/** Tells what restores left from what is closed on purpose, and from what those with the tokens in `kept` keep on purpose. */
export function leftoversOf(
  { databases, closed, roles }: Pick<PostgresServer, 'databases' | 'closed' | 'roles'>,
  kept: ReadonlySet<RunToken> = new Set()
): Leftovers {
  const all = [...databases.map(({ name }) => name), ...closed].filter(
    (name) => !kept.has(siblingParts(name)?.run ?? '')
  )
  const own = all.filter((name) => siblingParts(name) === undefined)
  const siblings = all.filter((name) => siblingParts(name) !== undefined)
  const isOf = (name: string, sibling: string): boolean => {
    const parts = siblingParts(sibling)
    return parts !== undefined && siblingName(name, parts.role, parts.run) === sibling
  }
  const shut = closed.filter((name) => own.includes(name) && siblings.some((sibling) => isOf(name, sibling)))
  return {
    siblings,
    orphans: siblings.filter(
      (sibling) => siblingParts(sibling)?.role === 'old' && !own.some((name) => isOf(name, sibling))
    ),
    shut,
    notes: roles.filter((role) => {
      const run = runOfNote(role)
      return run !== undefined && !kept.has(run)
    }),
    closed: closed.filter((name) => own.includes(name) && !shut.includes(name))
  }
}

/** Refuses a backup of all databases where a restore that did not end keeps one of them from it. */
export function refuseUnfinished({ siblings, orphans, shut }: Leftovers): void {
  const [name] = shut
  if (name !== undefined) {
    throw new UserError(
      `the database ${name} lets no client in, since a restore did not end: it left ${siblings.join(', ')}`,
      {
        remedy:
          `Restore again; or, if what is in ${name} is right, let clients in ` +
          `(ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS true) and drop what was left.`
      }
    )
  }
  const [orphan] = orphans
  if (orphan === undefined) return
  const original = siblingParts(orphan)?.original ?? ''
  throw new UserError(
    `a restore that did not end left the database ${orphan}, and there is no ${original}: it may be the only copy of its data`,
    {
      remedy:
        `If it is needed: ALTER DATABASE ${identifier(orphan)} RENAME TO ${identifier(original)}, and ` +
        `ALTER DATABASE ${identifier(original)} ALLOW_CONNECTIONS true. If it is not: DROP DATABASE ${identifier(orphan)}.`
    }
  )
}
