import type { ManifestArtifact } from '../../backup-set/manifest.js'
import { type Script, sh } from '../../host-script/script.js'
import type { Stage } from '../driver.js'
import type { BackedUpCluster } from './backup.js'
import { dumpInspector } from './dump.js'
import type { WithInput } from './exchange.js'
import { globalsInspector, missingRoles, statementsOfMissingRoles } from './globals.js'
import { asRole, psql } from './login.js'
import { makeRoles } from './made-roles.js'
import { siblingName } from './names.js'
import type { PostgresRestore } from './restoration.js'
import type { PostgresDatabase, PostgresServer } from './server.js'
import { connectionString, identifier, literal } from './sql.js'
import type { Statement } from './statements.js'

/** The roles that are missing: created once their statements have all passed. */
export const stageRoles = (
  artifact: ManifestArtifact,
  { server, run }: PostgresRestore,
  inContainer: WithInput
): Stage => ({
  artifact,
  script: sh`cat >/dev/null`,
  inspector: globalsInspector,
  finish({ restore }) {
    const globals = restore as readonly Statement[]
    const names = missingRoles(globals, server.roles)
    if (names.length === 0) return sh`:`
    const statements = statementsOfMissingRoles(globals, server.roles)
    return inContainer(sh`exec ${psql('template1')}`, makeRoles(names, statements, run))
  }
})

/** A database, restored into a new one beside it. */
export const stageDatabase = (
  { artifact, database }: BackedUpCluster['dumps'][number],
  { server, login, run }: PostgresRestore
): Stage => ({
  artifact,
  script: restoreDatabase(database, siblingName(database.name, 'new', run), { server, login }),
  inspector: dumpInspector,
  remedy: (said) =>
    /violates \S+( \S+)? constraint|could not create unique index/.test(said) ? MISFIT : undefined
})

// One transaction for all would need a lock for every object. What is lost when it fails half way is a database of its own.
const restoreDatabase = (
  database: PostgresDatabase,
  name: string,
  { server, login }: Pick<PostgresRestore, 'server' | 'login'>
): Script =>
  asRole(
    server.container,
    login,
    sh`set -e
${psql('template1')} -c ${`DROP DATABASE IF EXISTS ${identifier(name)}`} -c ${createDatabase(database, name, server)} </dev/null
PGOPTIONS="\${PGOPTIONS-} -c synchronous_commit=off" pg_restore --exit-on-error --no-password -d ${connectionString(name)}
exec ${psql(name)} -c ANALYZE </dev/null`
  )

function createDatabase(database: PostgresDatabase, name: string, { major }: PostgresServer): string {
  const { provider = 'libc', locale, icuRules } = database
  const options = [
    'TEMPLATE template0',
    `OWNER ${identifier(database.owner)}`,
    `ENCODING ${literal(database.encoding)}`,
    `LC_COLLATE ${literal(database.collate)}`,
    `LC_CTYPE ${literal(database.ctype)}`,
    `TABLESPACE ${identifier(database.tablespace)}`,
    ...(major >= 15 ? [`LOCALE_PROVIDER ${provider}`] : []),
    ...(locale === undefined ? [] : [`${provider === 'icu' ? 'ICU' : 'BUILTIN'}_LOCALE ${literal(locale)}`]),
    ...(icuRules === undefined ? [] : [`ICU_RULES ${literal(icuRules)}`])
  ]
  return `CREATE DATABASE ${identifier(name)} ${options.join(' ')}`
}

const MISFIT =
  'The data does not fit the schema that the backup itself has: a check asks for what has changed since the rows came in (the current time, another table), or is not valid for all of them. Restore another backup; or this one by hand and without --exit-on-error, as the README shows, and mend what it tells.'
