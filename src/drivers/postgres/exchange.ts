import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import type { Check, RunToken } from '../driver.js'
import { psql } from './login.js'
import { dropMadeRoles, keepMadeRoles } from './made-roles.js'
import { SIBLING, siblingName } from './names.js'
import { identifier, literal, literals } from './sql.js'

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

/** What the sessions of a restore are called, so that its clean-up finds one that goes on although its client was cut off. */
export const applicationOf = (run: RunToken): string => `predeploy-backup-${run}`

/** Runs a script of the container, with the login, that gets a text by standard input. */
export type WithInput = (script: Script, input: string) => Script

/**
 * Renames all databases in one transaction, and gives the new ones the properties that need their names. A rename needs a
 * database without sessions, so new ones are kept out and the others ended first; it is tried again where one was too quick.
 */
export const swapDatabases = (exchange: Exchange, properties: readonly string[], run: WithInput): Script =>
  run(
    sh`set -e
state=$(${psql('template1')} -c ${stateQuery(exchange)})
case $state in
  swapped) exit 0 ;;
  staged) ;;
  *) echo 'the databases that were staged, or those that they replace, are not there any more' >&2; exit 1 ;;
esac
${exchangeNames(exchange.replaced)}`,
    [
      'BEGIN;',
      ...exchange.replaced.map((name) => rename(name, siblingName(name, 'old', exchange.run))),
      ...exchange.restored.map((name) => rename(siblingName(name, 'new', exchange.run), name)),
      ...properties,
      'COMMIT;'
    ].join('\n')
  )

/** Takes the renames back, if they were done, and lets clients in again. Fails where old data is left that cannot be put back. */
export const unswapDatabases = (exchange: Exchange, run: WithInput): Script =>
  run(
    sh`set -e
state=$(${psql('template1')} -c ${stateQuery(exchange)})
case $state in
  swapped)
    ${exchangeNames(exchange.restored)} ;;
  discarding | torn)
    echo 'something renamed or dropped databases meanwhile: the old ones are kept and cannot be put back by themselves' >&2
    exit 1 ;;
esac
printf '%s\n' ${allowQuery(exchange.reopened)} | ${psql('template1')}`,
    [
      'BEGIN;',
      ...exchange.restored.map((name) => rename(name, siblingName(name, 'new', exchange.run))),
      ...exchange.replaced.map((name) => rename(siblingName(name, 'old', exchange.run), name)),
      'COMMIT;'
    ].join('\n')
  )

/** Proves that the databases which were staged and counted are those in service: nothing else takes their names. */
export const verifyDatabases = (exchange: Exchange, run: WithInput): Check => ({
  script: run(sh`exec ${psql('template1')}`, `${stateQuery(exchange)};\n${IN_SERVICE}`),
  judge(output) {
    const [state, ...inService] = output.split('\n').filter((line) => line !== '')
    if (state !== 'swapped') {
      throw new UserError('the restored databases are not the ones in service', {
        remedy:
          'Something renamed, made or dropped databases meanwhile: see what it is, stop it, and restore again.'
      })
    }
    const names = new Set(inService.map((line) => JSON.parse(line) as unknown))
    const closed = exchange.restored.filter((name) => !names.has(name))
    if (closed.length > 0) {
      throw new UserError(`the databases ${closed.join(', ')} let no client in`, {
        remedy:
          'Something closed them meanwhile (ALLOW_CONNECTIONS false): see what it is, stop it, and restore again.'
      })
    }
    const strange = [...names].filter((name) => !exchange.restored.includes(String(name)))
    if (exchange.exact && strange.length > 0) {
      throw new UserError(`the databases ${strange.join(', ')} were made while the restore ran`, {
        remedy: 'Stop whatever makes them, and restore again.'
      })
    }
  }
})

/**
 * Drops what the run staged and did not swap in, and the old databases; where it swapped nothing in, the roles that it made as well.
 * Drops none while what replaces the old is not all there.
 */
export const discardDatabases = (exchange: Exchange, run: WithInput): Script => {
  const left = `datname IN ${literals([
    ...exchange.restored.map((name) => siblingName(name, 'new', exchange.run)),
    ...exchange.replaced.map((name) => siblingName(name, 'old', exchange.run))
  ])}`
  // One whose DROP was cut short takes no ALTER any more.
  return run(
    sh`set -e
${endOwnSessions(exchange.run)}
state=$(${psql('template1')} -c ${stateQuery(exchange)})
if [ "$state" = torn ]; then
  echo 'nothing was dropped: the old databases may be the only copy, since not all that replace them are there' >&2
  exit 1
fi
case $state in
  swapped | discarding) ${keepMadeRoles(exchange.run)} ;;
esac
${psql('template1')}
case $state in
  staged | neither) ${exchange.restored.length === 0 ? keepMadeRoles(exchange.run) : dropMadeRoles(exchange.run)} ;;
esac`,
    `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database WHERE ${left} AND datconnlimit <> -2 \\gexec
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${left};
SELECT format('DROP DATABASE IF EXISTS %I', datname) FROM pg_database WHERE ${left} \\gexec`
  )
}

const rename = (from: string, to: string): string =>
  `ALTER DATABASE ${identifier(from)} RENAME TO ${identifier(to)};`

// One word for where the exchange stands. Its renames are one transaction, so there is nothing between `staged` and `swapped`
// unless others meddle: then it is `torn` while any old database is there. `discarding` is a discard that was cut short.
function stateQuery({ run, restored, replaced }: Exchange): string {
  const count = (names: readonly string[]) =>
    `(SELECT count(*) FROM pg_database WHERE datname IN ${literals(names)})`
  const fresh = count(restored.map((name) => siblingName(name, 'new', run)))
  const old = count(replaced.map((name) => siblingName(name, 'old', run)))
  return `SELECT CASE
  WHEN ${fresh} = ${restored.length} AND ${old} = 0 AND ${count(replaced)} = ${replaced.length} THEN 'staged'
  WHEN ${fresh} = 0 AND ${old} = ${replaced.length} AND ${count(restored)} = ${restored.length} THEN 'swapped'
  WHEN ${old} = 0 THEN 'neither'
  WHEN ${fresh} = 0 AND ${count(restored)} = ${restored.length} THEN 'discarding'
  ELSE 'torn' END`
}

// Runs the transaction from standard input once nobody is connected to the databases that lose their names.
const exchangeNames = (closed: readonly string[]): Script => sh`exchange=$(cat)
tries=0
until
  ${psql('template1')} ${closed.flatMap((name) => ['-c', `ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`])} -c ${endSessions(closed)} >/dev/null
  printf '%s\n' "$exchange" | ${psql('template1')}
do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || exit 1
  sleep 1
done`

const endSessions = (databases: readonly string[]): string =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ${literals(databases)} AND pid <> pg_backend_pid()`

// Else what is dropped here might be made after it.
const endOwnSessions = (run: RunToken): Script => sh`tries=0
while
  going=$(${psql('template1')} -c ${`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ${literal(applicationOf(run))} AND pid <> pg_backend_pid()`} </dev/null) || exit
  [ "$going" != 0 ]
do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || { echo 'sessions of the restore go on although they were ended' >&2; exit 1; }
  sleep 1
done`

const allowQuery = (databases: readonly string[]): string =>
  `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS true', datname) FROM pg_database
WHERE NOT datallowconn AND datname IN ${literals(databases)} \\gexec`

const IN_SERVICE = `SELECT to_json(datname) FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname !~ '${SIBLING.source}' ORDER BY datname;`
