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
  [...new Set([...replaced, ...restored, ...(exact ? onlyStaged(server) : [])])].map(
    (name) => `postgres ${lastingName(server.container)}:${port} ${name}`
  )

// What an earlier restore had staged and not brought into service, or took back. Where old data of that name is left, it may be the only copy.
function onlyStaged({ databases, closed }: PostgresServer): readonly string[] {
  const siblings = [...databases.map(({ name }) => name), ...closed].flatMap(
    (name) => siblingParts(name) ?? []
  )
  const hasOld = (original: string) =>
    siblings.some((sibling) => sibling.role === 'old' && sibling.original === original)
  return siblings.map(({ original }) => original).filter((original) => !hasOld(original))
}
