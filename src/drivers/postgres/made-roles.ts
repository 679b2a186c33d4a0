import { type Script, sh } from '../../host-script/script.js'
import type { RunToken } from '../driver.js'
import { psql } from './login.js'
import { identifier, literal } from './sql.js'

/** Whether a role only tells which roles a restore made. */
export const isNote = (role: string): boolean => runOfNote(role) !== undefined

/** The restore that such a role is of. */
export const runOfNote = (role: string): RunToken | undefined =>
  /^predeploy_made_roles_([a-z0-9]{1,16})$/.exec(role)?.[1]

/**
 * SQL that makes roles and notes their names on the server, all or nothing: in the comment of a role that nobody can use, so that a
 * restore which fails can take them away again.
 */
export const makeRoles = (names: readonly string[], statements: readonly string[], run: RunToken): string =>
  [
    'BEGIN;',
    'SET LOCAL standard_conforming_strings = on;',
    ...statements,
    `CREATE ROLE ${identifier(noteName(run))} NOLOGIN;`,
    `COMMENT ON ROLE ${identifier(noteName(run))} IS ${literal(JSON.stringify(names))};`,
    'COMMIT;'
  ].join('\n')

/** Lets the roles stay that the run made. Harmless where it made none. */
export const keepMadeRoles = (run: RunToken): Script =>
  sh`${psql('template1')} -c ${`DROP ROLE IF EXISTS ${identifier(noteName(run))}`} </dev/null`

/** Drops the roles that the run made; those that something depends on by now stay, and then it fails with their names. */
export const dropMadeRoles = (
  run: RunToken
): Script => sh`printf '%s\n' ${dropUnused(run)} | ${psql('template1')}
stay=$(${psql('template1')} -c ${`SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles WHERE rolname IN (${madeBy(run)})`} </dev/null)
${keepMadeRoles(run)}
[ -z "$stay" ] || { printf 'the restore made the roles %s, which stay since something depends on them by now\n' "$stay" >&2; exit 1; }`

const noteName = (run: RunToken): string => `predeploy_made_roles_${run}`

const madeBy = (run: RunToken): string =>
  `SELECT json_array_elements_text(shobj_description(oid, 'pg_authid')::json) FROM pg_roles WHERE rolname = ${literal(noteName(run))}`

// Memberships and rights on parameters came with the roles: they go with them, and are no reason to keep them.
const dropUnused = (run: RunToken): string =>
  `SELECT 'DROP OWNED BY ' || names, 'DROP ROLE ' || names
FROM (SELECT string_agg(quote_ident(rolname), ', ') AS names FROM pg_roles AS r
  WHERE rolname IN (${madeBy(run)}) AND NOT EXISTS (SELECT FROM pg_shdepend
    WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid
      AND classid::regclass::text NOT IN ('pg_auth_members', 'pg_parameter_acl'))) AS unused
WHERE names IS NOT NULL \\gexec`
