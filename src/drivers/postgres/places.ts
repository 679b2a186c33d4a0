import { lastingName } from '../container.js'
import type { Exchange } from './exchange-state.js'
import type { PostgresLogin } from './login.js'
import { siblingParts } from './names.js'
import type { PostgresServer } from './server.js'

/** The databases that an exchange brings back or takes away, each as a place of a restore. A container may hold more than one server. */
export const placesOf = (
  { replaced, restored, exact }: Exchange,
  server: PostgresServer,
  { port = 5432 }: PostgresLogin
): readonly string[] =>
  [...new Set([...replaced, ...restored, ...(exact ? besideThem(server) : [])])].map(
    (name) => `postgres ${lastingName(server.container)}:${port} ${name}`
  )

// What an earlier restore had staged, took back, or put aside: a restore of all databases leaves nothing else of them in service, either.
const besideThem = ({ databases, closed }: PostgresServer): readonly string[] =>
  [...databases.map(({ name }) => name), ...closed].flatMap((name) => siblingParts(name)?.original ?? [])
