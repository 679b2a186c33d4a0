import { z } from 'zod'
import type { ManifestArtifact, ManifestComponent } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import type { Demand } from '../room.js'
import { ANOTHER, readStored } from '../stored.js'
import { demandsOf } from './room.js'
import { databasesSchema, majorOf, type PostgresDatabase, type PostgresServer } from './server.js'

/** What of a backup shall be restored. */
export interface BackedUpCluster {
  readonly serverVersion: string
  readonly dumpVersion: string
  /** Whether the backup was meant to hold every database. */
  readonly coversAll: boolean
  readonly globals: readonly ManifestArtifact[]
  readonly dumps: readonly { readonly artifact: ManifestArtifact; readonly database: PostgresDatabase }[]
  /** Tablespaces that its databases use. */
  readonly tablespaces: readonly string[]
  /** Extensions that its databases have. */
  readonly extensions: readonly string[]
}

/** Reads what a manifest tells of a Postgres component. Throws a UserError where it lacks a chosen database. */
export function backedUpCluster(
  backup: ManifestComponent,
  chosen: readonly string[] | undefined
): BackedUpCluster {
  const facts = readStored(factsSchema, backup.facts, backup)
  const lacking = (chosen ?? []).filter((name) => !facts.databases.some((database) => database.name === name))
  if (lacking.length > 0) {
    throw new UserError(
      `the backup holds no database ${lacking.map((name) => JSON.stringify(name)).join(', ')}`,
      {
        remedy: 'Take it out of `databases`, or restore a backup that holds it.'
      }
    )
  }
  const databases = facts.databases.filter(({ name }) => chosen === undefined || chosen.includes(name))
  const contents = backup.artifacts.map((artifact) => ({
    artifact,
    details: readStored(detailsSchema, artifact.details, backup)
  }))
  const dumps = databases.map((database) => {
    const held = contents.flatMap(({ artifact, details }) =>
      details.content === 'database' && artifact.part === database.name
        ? [{ artifact, details, database }]
        : []
    )[0]
    if (held === undefined) {
      throw new UserError(`the manifest lists no artifact of the database ${database.name}`, {
        remedy: ANOTHER
      })
    }
    return held
  })
  return {
    serverVersion: facts.server.version,
    dumpVersion: facts.tool.version,
    coversAll: facts.covers === 'all',
    globals: contents.flatMap(({ artifact, details }) => (details.content === 'globals' ? [artifact] : [])),
    dumps,
    tablespaces: [
      ...new Set(dumps.flatMap(({ database, details }) => [database.tablespace, ...details.tablespaces]))
    ],
    extensions: [...new Set(dumps.flatMap(({ details }) => details.extensions ?? []))]
  }
}

/** Throws a UserError where a server cannot take the backup. Gives the room that it takes. */
export function checkRestorable(server: PostgresServer, cluster: BackedUpCluster): readonly Demand[] {
  if (!server.role.superuser) {
    throw new UserError(`${server.role.name} is no superuser, and only one can restore`, {
      remedy: 'Set `user` and `password` of the component to those of a superuser.'
    })
  }
  if (server.standby) {
    throw new UserError('the server is a standby, and only its primary can be written to', {
      remedy: 'Set `container` of the component to the primary.'
    })
  }
  for (const [what, then, now] of [
    ['Postgres', cluster.serverVersion, server.version],
    ['pg_dump', cluster.dumpVersion, server.dumpVersion]
  ] as const) {
    if (majorOf(then) > majorOf(now)) {
      throw new UserError(`the backup was made by ${what} ${then}, and the container has the older ${now}`, {
        remedy: `Restore into a container of Postgres ${majorOf(then)} or newer.`
      })
    }
  }
  const lacking = cluster.tablespaces.filter((name) => !server.tablespaces.includes(name))
  if (lacking.length > 0) {
    throw new UserError(`the server has no tablespace ${lacking.join(', ')}, which the backup uses`, {
      remedy: 'Create it (CREATE TABLESPACE … LOCATION …) and restore again.'
    })
  }
  refuseOtherFlavour(server, cluster)
  return demandsOf(
    server,
    cluster.dumps.map(({ database, artifact }) => ({
      name: database.name,
      tablespace: database.tablespace,
      bytes: database.bytes ?? artifact.bytes
    }))
  )
}

// PostGIS, pgvector, TimescaleDB: a server of the same version whose image lacks one cannot take the dump of one that has it.
function refuseOtherFlavour({ extensions, container }: PostgresServer, cluster: BackedUpCluster): void {
  const lacking = cluster.extensions.filter((name) => !extensions.includes(name))
  // Where the server tells none at all, nobody knows.
  if (lacking.length === 0 || extensions.length === 0) return
  throw new UserError(
    `the backup uses the extension ${lacking.join(', ')}, which ${container.imageName} of container ${container.name} does not have`,
    {
      remedy: 'Restore into a container of the image that the manifest names, or of another one that has it.'
    }
  )
}

const factsSchema = z.object({
  server: z.object({ version: z.string() }),
  tool: z.object({ version: z.string() }),
  covers: z.enum(['all', 'named']),
  databases: databasesSchema
})

const detailsSchema = z.discriminatedUnion('content', [
  z.object({ content: z.literal('globals') }),
  z.object({
    content: z.literal('database'),
    tablespaces: z.array(z.string()),
    extensions: z.array(z.string()).optional()
  })
])
