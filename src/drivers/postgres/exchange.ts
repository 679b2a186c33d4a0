import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import type { Check } from '../driver.js'
import { cameLater, type Exchange, stateQuery } from './exchange-state.js'
import { psql } from './login.js'
import { dropMadeRoles, keepMadeRoles } from './made-roles.js'
import { SIBLING, siblingName } from './names.js'
import { allowQuery, closeQuery, endOwnSessions, endSessions } from './sessions.js'
import { identifier, literal, literals } from './sql.js'

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
exchange=$(cat)
${exchangeNames(exchange.replaced)}`,
    [
      'BEGIN;',
      ...exchange.replaced.map((name) => rename(name, siblingName(name, 'old', exchange.run))),
      ...exchange.restored.map((name) => rename(siblingName(name, 'new', exchange.run), name)),
      ...properties,
      'COMMIT;'
    ].join('\n')
  )

/**
 * Takes the renames back, if they were done, and lets clients in again. An exchange that was cut off from its client may try again after that, inside the
 * container, so it is made impossible: one of those that were staged gets another name. Fails where old data is left that cannot be put back.
 */
export const unswapDatabases = (exchange: Exchange, run: WithInput): Script =>
  run(
    sh`set -e
exchange=$(cat)
rounds=0
while :; do
  ${endOwnSessions(exchange.run)}
  state=$(${psql('template1')} -c ${stateQuery(exchange)} </dev/null)
  case $state in
    swapped)
      ${exchangeNames([...exchange.restored, ...cameLater(exchange)])} ;;
    staged | unfit)
      ${putOff(exchange)} ;;
    off | neither) break ;;
    gone)
      echo 'the old databases are not there any more, neither under their names nor beside the new ones' >&2
      exit 1 ;;
    *)
      echo 'something renamed or dropped databases meanwhile: the old ones are kept and cannot be put back by themselves' >&2
      exit 1 ;;
  esac
  rounds=$((rounds + 1))
  if [ "$rounds" -ge 10 ]; then
    # The old data is in service.
    if [ "$state" != swapped ]; then break; fi
    echo 'the databases change places again and again' >&2
    exit 1
  fi
done
printf '%s\n' ${allowQuery(exchange.reopened)} | ${psql('template1')}`,
    [
      'BEGIN;',
      ...exchange.restored.map((name) => rename(name, siblingName(name, 'new', exchange.run))),
      ...cameLater(exchange).map((name) => renameIfThere(name, siblingName(name, 'new', exchange.run))),
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
 * Drops none while what replaces the old is not all there, unless a later restore superseded it, which may have fewer databases, and may use the roles.
 */
export const discardDatabases = (exchange: Exchange, run: WithInput): Script => {
  const left = `datname IN ${literals([
    ...[...exchange.restored, ...cameLater(exchange)].map((name) => siblingName(name, 'new', exchange.run)),
    ...exchange.restored.map((name) => siblingName(name, 'off', exchange.run)),
    ...exchange.replaced.map((name) => siblingName(name, 'old', exchange.run))
  ])}`
  // One whose DROP was cut short takes no ALTER any more.
  return run(
    sh`set -e
${endOwnSessions(exchange.run)}
state=$(${psql('template1')} -c ${stateQuery(exchange)})
if [ "\${predeploy_superseded-}" = yes ]; then state=superseded; fi
if [ "$state" = torn ]; then
  echo 'nothing was dropped: the old databases may be the only copy, since not all that replace them are there' >&2
  exit 1
fi
case $state in
  swapped | discarding | superseded) ${keepMadeRoles(exchange.run)} ;;
esac
${psql('template1')}
case $state in
  staged | unfit | off | neither | gone) ${exchange.restored.length === 0 ? keepMadeRoles(exchange.run) : dropMadeRoles(exchange.run)} ;;
esac`,
    `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database WHERE ${left} AND datconnlimit <> -2 \\gexec
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${left};
SELECT format('DROP DATABASE IF EXISTS %I', datname) FROM pg_database WHERE ${left} \\gexec`
  )
}

const renameIfThere = (from: string, to: string): string =>
  `SELECT format('ALTER DATABASE %I RENAME TO %I', datname, ${literal(to)}) FROM pg_database WHERE datname = ${literal(from)} \\gexec`

const rename = (from: string, to: string): string =>
  `ALTER DATABASE ${identifier(from)} RENAME TO ${identifier(to)};`

// Runs the transaction in `$exchange` once nobody is connected to the databases that lose their names.
const exchangeNames = (closed: readonly string[]): Script => sh`tries=0
until
  printf '%s\n' ${closeQuery(closed)} | ${psql('template1')} >/dev/null
  printf '%s\n' "$exchange" | ${psql('template1')}
do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || exit 1
  sleep 1
done`

// One that has another name is staged no more, whatever is tried. Fails where an exchange was quicker: then there is none of that name.
function putOff({ restored, run }: Exchange): Script {
  const [first] = restored
  if (first === undefined) return sh`break`
  const name = siblingName(first, 'new', run)
  return sh`${psql('template1')} -c ${`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`} -c ${endSessions([name])} -c ${rename(name, siblingName(first, 'off', run))} </dev/null >/dev/null || sleep 1`
}

const IN_SERVICE = `SELECT to_json(datname) FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname !~ '${SIBLING.source}' ORDER BY datname;`
