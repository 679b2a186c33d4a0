import { z } from 'zod'
import { UserError } from '../errors.js'
import { type Script, sh } from '../host-script/script.js'
import { Secret } from '../secret.js'
import { containerFacts, containerSchema, whereItRuns } from './container.js'
import type { Capture, Component, Driver, Found } from './driver.js'
import { dumpInspector } from './postgres/dump.js'
import { globalsInspector } from './postgres/globals.js'
import { type Leftovers, leftoversOf, refuseUnfinished } from './postgres/leftovers.js'
import { guardedAsRole, type PostgresLogin } from './postgres/login.js'
import { isSibling } from './postgres/names.js'
import { postgresRestoration } from './postgres/restoration.js'
import {
  foundPostgres,
  type PostgresDatabase,
  type PostgresServer,
  probePostgres
} from './postgres/server.js'
import { connectionString, identifier } from './postgres/sql.js'

const schema = z.object({
  container: containerSchema,
  databases: z
    .array(z.string().min(1))
    .min(1)
    .exactOptional()
    .describe('The databases; all that are no templates where absent.'),
  user: z
    .string()
    .min(1)
    .exactOptional()
    .describe('A superuser of the server; what the container was started with where absent.'),
  password: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'Its password, where the one that the container was started with does not hold: name a variable.'
    ),
  port: z.int().min(1).max(65_535).exactOptional().describe('Where the server listens in the container.')
})

type PostgresSettings = Readonly<z.infer<typeof schema>>

/** PostgreSQL in a container: one dump per database, each a snapshot, and one of the roles. */
export const postgres: Driver = {
  type: 'postgres',
  schema,
  component: (declared) => postgresComponent(schema.parse(declared))
}

function postgresComponent(settings: PostgresSettings): Component {
  const login: PostgresLogin = {
    user: settings.user,
    password: settings.password === undefined ? undefined : new Secret(settings.password),
    port: settings.port
  }
  return {
    probe: probePostgres(settings.container, login),
    found(probed, beside) {
      const server = foundPostgres(probed, settings.container)
      const leftovers = leftoversOf(server, beside?.kept)
      const found = foundComponent({ server, leftovers }, settings, {
        ...login,
        english: server.role.superuser
      })
      return whereItRuns(server.container, beside, found)
    }
  }
}

function foundComponent(
  { server, leftovers }: { readonly server: PostgresServer; readonly leftovers: Leftovers },
  settings: PostgresSettings,
  login: PostgresLogin
): Found {
  const databases = server.databases.filter(
    ({ name }) => !isSibling(name) && (settings.databases?.includes(name) ?? true)
  )
  const takesAll = settings.databases === undefined
  const closed = takesAll ? leftovers.closed : []
  return {
    facts: {
      ...containerFacts(server.container),
      server: { version: server.version },
      tool: { name: 'pg_dump', version: server.dumpVersion },
      covers: takesAll ? 'all' : 'named',
      closed: [...closed],
      databases: databases.map((database) => ({ ...database }))
    },
    consistency: 'snapshot',
    warnings: [...warningsAbout(server, leftovers), ...warningsBeside({ ...leftovers, closed })],
    // Where a database of those that are named is gone, what is left of them: one that lets nobody in is there.
    present: () =>
      foundComponent(
        { server, leftovers },
        settings.databases === undefined
          ? settings
          : { ...settings, databases: settings.databases.filter((name) => isThere(server, name)) },
        login
      ),
    captures() {
      if (settings.databases === undefined) refuseUnfinished(leftovers)
      else refuseMissing(server, settings.databases)
      return [captureGlobals(server, login), ...databases.map((each) => captureDatabase(server, login, each))]
    },
    restoration: (backup, run) =>
      postgresRestoration({ server, login, chosen: settings.databases, backup, run })
  }
}

const isThere = ({ databases, closed }: PostgresServer, name: string): boolean =>
  closed.includes(name) || databases.some((database) => database.name === name)

// A restore brings back what is missing, so only who wants to capture it is told.
function refuseMissing({ databases, closed, container }: PostgresServer, named: readonly string[]): void {
  const shut = named.filter((name) => closed.includes(name))
  if (shut.length > 0) {
    throw new UserError(`the database ${shut.join(', ')} lets no client in, and so no pg_dump`, {
      remedy: `Let clients in (ALTER DATABASE ${identifier(shut[0] as string)} ALLOW_CONNECTIONS true), or take it out of \`databases\`.`
    })
  }
  const own = databases.filter(({ name }) => !isSibling(name))
  const unknown = named.filter((name) => !own.some((database) => database.name === name))
  if (unknown.length > 0) {
    const there = own.map(({ name }) => JSON.stringify(name)).join(', ')
    throw new UserError(
      `container ${container.name} has no database ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      { remedy: `Correct \`databases\`. It has ${there}.` }
    )
  }
}

function warningsAbout({ role, standby }: PostgresServer, { notes }: Leftovers): readonly string[] {
  return [
    ...(role.superuser
      ? []
      : [
          `${role.name} is no superuser: passwords of roles are not in the backup, and a restore will need a superuser`
        ]),
    ...notes.map(
      (role) =>
        `an earlier restore that did not end left the role ${role}, whose comment names the roles that it made: drop those that nobody needs, and it (DROP ROLE ${role})`
    ),
    ...(standby ? ['the server is a standby: rows of unlogged tables are not in the backup'] : [])
  ]
}

const warningsBeside = ({ siblings, closed }: Leftovers): readonly string[] => [
  ...(siblings.length === 0
    ? []
    : [
        `an earlier restore left the database ${siblings.join(', ')}, which is not backed up and may hold the data from before it: drop it once you are sure that nobody needs it`
      ]),
  ...(closed.length === 0
    ? []
    : [
        `not in the backup, since no client is let in: the database ${closed.join(', ')}; to have it there, let clients in (ALTER DATABASE … ALLOW_CONNECTIONS true), to have no warning, name all others in \`databases\``
      ])
]

const captureGlobals = (server: PostgresServer, login: PostgresLogin): Capture => ({
  part: 'globals',
  extension: 'sql',
  script: guardedAsRole(
    server.container,
    login,
    sh`env PGCLIENTENCODING=UTF8 pg_dumpall --globals-only --no-password -l template1 ${
      server.role.superuser ? [] : ['--no-role-passwords']
    }`
  ),
  expectedBytes: 64 * 1024,
  inspector: globalsInspector
})

const captureDatabase = (
  server: PostgresServer,
  login: PostgresLogin,
  { name, bytes }: PostgresDatabase
): Capture => ({
  part: name,
  extension: 'dump',
  script: guardedAsRole(server.container, login, dumpCommand(name)),
  ...(bytes === undefined ? {} : { expectedBytes: bytes }),
  inspector: dumpInspector
})

// Plain, because the transfer compresses, and because rows can be counted as they pass.
const dumpCommand = (database: string): Script =>
  sh`pg_dump --format=custom --compress=0 --no-password --lock-wait-timeout=${LOCK_WAIT} -d ${connectionString(database)}`

// A migration that holds a table for longer is the deploy itself.
const LOCK_WAIT = '120s'
