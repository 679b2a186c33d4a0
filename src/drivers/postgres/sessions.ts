import { type Script, sh } from '../../host-script/script.js'
import type { RunToken } from '../driver.js'
import { psql } from './login.js'
import { literal, literals } from './sql.js'

/** What the sessions of a restore are called, so that its clean-up finds one that goes on although its client was cut off. */
export const applicationOf = (run: RunToken): string => `predeploy-backup-${run}`

/** Ends the sessions of a run: one that was cut off from its client might go on, make what is dropped, or exchange what is put back. */
export const endOwnSessions = (run: RunToken): Script => sh`tries=0
while
  going=$(${psql('template1')} -c ${`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ${literal(applicationOf(run))} AND pid <> pg_backend_pid()`} </dev/null) || exit
  [ "$going" != 0 ]
do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || { echo 'sessions of the restore go on although they were ended' >&2; exit 1; }
  sleep 1
done`

/** Ends the sessions of databases, but for one's own. */
export const endSessions = (databases: readonly string[]): string =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ${literals(databases)} AND pid <> pg_backend_pid()`

/** Keeps clients out of those of the databases that are there, and ends their sessions. For psql. */
export const closeQuery = (databases: readonly string[]): string =>
  `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database
WHERE datname IN ${literals(databases)} \\gexec
${endSessions(databases)};`

/** Lets clients in again. For psql. */
export const allowQuery = (databases: readonly string[]): string =>
  `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS true', datname) FROM pg_database
WHERE NOT datallowconn AND datname IN ${literals(databases)} \\gexec`
