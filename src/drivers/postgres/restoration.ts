import type { ManifestArtifact, ManifestComponent } from '../../backup-set/manifest.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import type { Inspection, Restoration, RunToken, Stage } from '../driver.js'
import { type BackedUpCluster, backedUpCluster, checkRestorable } from './backup.js'
import { countCheck } from './count.js'
import { type DumpedDatabase, dumpInspector } from './dump.js'
import {
  discardDatabases,
  swapDatabases,
  unswapDatabases,
  verifyDatabases,
  type WithInput
} from './exchange.js'
import type { Exchange } from './exchange-state.js'
import { globalsInspector, missingRoles, statementsOfMissingRoles } from './globals.js'
import { leftoversOf } from './leftovers.js'
import { asRole, type PostgresLogin, psql } from './login.js'
import { makeRoles } from './made-roles.js'
import { isSibling, siblingName } from './names.js'
import { outlookOf } from './outlook.js'
import { placesOf } from './places.js'
import { areAscii, type DatabaseProperties, propertiesSql } from './properties.js'
import { warningsOfLog } from './room.js'
import type { PostgresDatabase, PostgresServer } from './server.js'
import { applicationOf } from './sessions.js'
import { connectionString, identifier, literal } from './sql.js'
import type { Statement } from './statements.js'

export interface PostgresRestore {
  readonly server: PostgresServer
  readonly login: PostgresLogin
  /** The databases that the configuration names; all of the backup where absent. */
  readonly chosen: readonly string[] | undefined
  readonly backup: ManifestComponent
  readonly run: RunToken
}

/**
 * How databases come back: each is restored into a new one beside it and counted, then all change names in one transaction.
 * Roles that are missing are created, and dropped again where the restore fails; those that exist stay as they are.
 */
export function postgresRestoration(asked: PostgresRestore): Restoration {
  const { server, run } = asked
  const restore = { ...asked, login: { ...asked.login, application: applicationOf(run) } }
  const cluster = backedUpCluster(restore.backup, restore.chosen)
  const demands = checkRestorable(server, cluster)
  const exchange = exchangeOf(restore, cluster)
  const gone = exchange.replaced.filter((name) => !exchange.restored.includes(name))
  const inContainer: WithInput = (script, input) =>
    sh`printf '%s\n' ${input} | ${asRole(server.container, restore.login, script)}`
  // What is kept may outlive the container: compose makes it anew under the same name.
  const inServer: WithInput = (script, input) =>
    sh`printf '%s\n' ${input} | ${asRole({ id: server.container.name, variables: ['predeploy_superseded'] }, restore.login, script)}`
  const query = (name: string, sql: string) =>
    inContainer(sh`exec ${psql(siblingName(name, 'new', run))}`, sql)
  return {
    warnings: [
      ...(gone.length === 0
        ? []
        : [
            `databases that came after the backup will be gone: ${gone.map((name) => JSON.stringify(name)).join(', ')}`
          ]),
      ...warningsOfLog(server.log)
    ],
    outlook: outlookOf(server, cluster, { exchange, demands }),
    places: placesOf(exchange, server, restore.login),
    stops: [],
    server: { id: server.container.id, name: server.container.name },
    stages: [
      ...cluster.globals.map((artifact) => stageRoles(artifact, restore, inContainer)),
      ...cluster.dumps.map((dump) => stageDatabase(dump, restore))
    ],
    count: countCheck(
      cluster.dumps.map(({ database }, index) => ({
        name: database.name,
        stage: cluster.globals.length + index
      })),
      ({ name }, sql) => query(name, sql)
    ),
    swap: (staged) => {
      const found = cluster.dumps.map((dump, index) => ({
        name: dump.database.name,
        encoding: dump.database.encoding,
        properties: propertiesFound(staged[cluster.globals.length + index] as Inspection)
      }))
      const isForeign = ({ encoding, properties }: Properties) =>
        encoding !== server.encoding && !areAscii(properties)
      const properties = found
        .filter((each) => !isForeign(each))
        .map((each) => propertiesSql(each.properties))
      return lines([
        sh`set -e`,
        swapDatabases(exchange, properties, inContainer),
        ...found.filter(isForeign).map((each) => giveFromWithin(each, inContainer))
      ])
    },
    verify: verifyDatabases(exchange, inContainer),
    undo: unswapDatabases(exchange, inServer),
    discard: discardDatabases(exchange, inServer)
  }
}

function exchangeOf({ server, chosen, run }: PostgresRestore, cluster: BackedUpCluster): Exchange {
  const restored = cluster.dumps.map(({ database }) => database.name)
  const open = server.databases.map(({ name }) => name).filter((name) => !isSibling(name))
  const exact = chosen === undefined && cluster.coversAll
  // What is closed on purpose is in no backup of all databases, so it is replaced only by what has its name.
  const replaced = [
    ...open.filter((name) => exact || restored.includes(name)),
    ...server.closed.filter((name) => restored.includes(name))
  ]
  const { closed } = leftoversOf(server)
  return {
    run,
    restored,
    exact,
    replaced,
    reopened: replaced.filter((name) => !closed.includes(name))
  }
}

const stageRoles = (
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

const stageDatabase = (
  { artifact, database }: BackedUpCluster['dumps'][number],
  { server, login, run }: PostgresRestore
): Stage => ({
  artifact,
  script: restoreDatabase(database, siblingName(database.name, 'new', run), { server, login }),
  inspector: dumpInspector
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

const propertiesFound = ({ restore }: Inspection): DatabaseProperties =>
  (restore as DumpedDatabase).properties

interface Properties {
  readonly name: string
  readonly encoding: string
  readonly properties: DatabaseProperties
}

// What databases share is stored in the encoding of the one where it was written: only from within it comes back the same.
// Sessions that began before it was there end, and find it when they come back.
const giveFromWithin = ({ name, properties }: Properties, inContainer: WithInput): Script =>
  inContainer(
    sh`${psql(name)} >/dev/null`,
    [
      'BEGIN;',
      propertiesSql(properties),
      'COMMIT;',
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();'
    ].join('\n')
  )
