import { formatBytes } from '../../format.js'
import type { Outlook } from '../driver.js'
import type { Demand } from '../room.js'
import type { BackedUpCluster } from './backup.js'
import type { Exchange } from './exchange-state.js'
import { isSibling } from './names.js'
import { knowsRoom } from './room.js'
import type { PostgresServer } from './server.js'

/** What a restore will do to the databases of a server. */
export function outlookOf(
  server: PostgresServer,
  { serverVersion, dumps }: Pick<BackedUpCluster, 'serverVersion' | 'dumps'>,
  { exchange, demands }: { readonly exchange: Exchange; readonly demands: readonly Demand[] }
): Outlook {
  const { restored, replaced } = exchange
  const open = server.databases.filter(({ name }) => !isSibling(name))
  const others = [...open.map(({ name }) => name), ...server.closed].filter((name) => !isSibling(name))
  const tell = (name: string): string => {
    const bytes = open.find((database) => database.name === name)?.bytes
    return `database ${name}${bytes === undefined ? '' : ` (${formatBytes(bytes)})`}`
  }
  return {
    versions: { backup: `Postgres ${serverVersion}`, today: `Postgres ${server.version}` },
    replaced: replaced.filter((name) => restored.includes(name)).map(tell),
    returning: restored.filter((name) => !replaced.includes(name)).map(tell),
    gone: [
      ...replaced.filter((name) => !restored.includes(name)).map(tell),
      ...(replaced.some((name) => restored.includes(name))
        ? ['what was written after the backup to databases that are replaced']
        : []),
      ...(replaced.length > 0 ? ['sessions: clients have to connect again'] : [])
    ],
    kept: [...others.filter((name) => !replaced.includes(name)).map(tell), 'roles that exist'],
    demands,
    roomKnown: knowsRoom(
      server,
      dumps.map(({ database }) => database)
    )
  }
}
