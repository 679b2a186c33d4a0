import type { ManifestComponent } from '../../backup-set/manifest.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import type { Inspection, Restoration, RunToken } from '../driver.js'
import { type Demand, type FileSystem, identityOf } from '../room.js'
import { type BackedUpCluster, backedUpCluster, checkRestorable } from './backup.js'
import { clearDatabases } from './clear.js'
import { countCheck } from './count.js'
import type { DumpedDatabase } from './dump.js'
import {
  discardDatabases,
  swapDatabases,
  unswapDatabases,
  verifyDatabases,
  type WithInput
} from './exchange.js'
import { cameLater, type Exchange } from './exchange-state.js'
import { leftoversOf } from './leftovers.js'
import { asRole, type PostgresLogin, psql } from './login.js'
import { isSibling, siblingName } from './names.js'
import { outlookOf } from './outlook.js'
import { placesOf } from './places.js'
import { areAscii, type DatabaseProperties, propertiesSql } from './properties.js'
import { warningsOfLog } from './room.js'
import type { PostgresServer } from './server.js'
import { applicationOf } from './sessions.js'
import { stageDatabase, stageRoles } from './stage.js'

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
  const told = {
    warnings: [...warningsOfGone(cameLater(exchange)), ...warningsOfLog(server.log)],
    outlook: outlookOf(server, cluster, { exchange, demands }),
    places: placesOf(exchange, server, restore.login)
  }
  const restoration = (swapped: Exchange) => ({ ...told, ...exchanging(restore, cluster, swapped) })
  const demand = onlyDisk(server, demands)
  // What is closed on purpose is in no backup of today.
  const closed = exchange.replaced.some((name) => server.closed.includes(name))
  if (exchange.replaced.length === 0 || closed || demand === undefined) return restoration(exchange)
  return {
    ...restoration(exchange),
    withoutOld: {
      ...clearDatabases(exchange, inServerOf(restore)),
      restoration: restoration({ ...exchange, replaced: [], reopened: [] })
    }
  }
}

// Where data, log and tablespaces lie on several, nobody knows how much of a database is where.
function onlyDisk({ room }: PostgresServer, demands: readonly Demand[]): Demand | undefined {
  const [demand] = demands
  if (demand === undefined || demands.length > 1) return undefined
  const isHere = (fileSystem: FileSystem) => identityOf(fileSystem) === identityOf(demand.fileSystem)
  return [...room.tablespaces.values()].every(isHere) ? demand : undefined
}

const warningsOfGone = (names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `databases that came after the backup will be gone: ${names.map((name) => JSON.stringify(name)).join(', ')}`
      ]

const inContainerOf =
  ({ server, login }: PostgresRestore): WithInput =>
  (script, input) =>
    sh`printf '%s\n' ${input} | ${asRole(server.container, login, script)}`

// What is kept may outlive the container: compose makes it anew under the same name.
const inServerOf =
  ({ server, login }: PostgresRestore): WithInput =>
  (script, input) =>
    sh`printf '%s\n' ${input} | ${asRole({ id: server.container.name, variables: ['predeploy_superseded'] }, login, script)}`

function exchanging(
  restore: PostgresRestore,
  cluster: BackedUpCluster,
  exchange: Exchange
): Omit<Restoration, 'warnings' | 'outlook' | 'places'> {
  const { server, run } = restore
  const inContainer = inContainerOf(restore)
  const inServer = inServerOf(restore)
  const query = (name: string, sql: string) =>
    inContainer(sh`exec ${psql(siblingName(name, 'new', run))}`, sql)
  return {
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
