import { formatBytes } from '../../format.js'
import type { Outlook } from '../driver.js'
import type { Demand } from '../room.js'
import type { RedisServer } from './server.js'

/** A server by what it is. */
export type ServerVersion = Pick<RedisServer, 'product' | 'version'>

/** What a restore will do to the data of a server. */
export const outlookOf = (server: RedisServer, then: ServerVersion, demand: Demand | undefined): Outlook => ({
  versions: { backup: tell(then), today: tell(server) },
  replaced: [
    `all keys of ${server.container.name}${server.usedBytes === undefined ? '' : ` (${formatBytes(server.usedBytes)} in memory)`}`
  ],
  returning: [],
  gone: ['what was written after the backup'],
  kept: [],
  demands: demand === undefined ? [] : [demand],
  roomKnown: demand !== undefined
})

const tell = ({ product, version }: ServerVersion): string =>
  `${product === 'redis' ? 'Redis' : 'Valkey'} ${version}`
