import { UserError } from '../../errors.js'
import type { Inspector } from '../driver.js'
import { isNote } from './made-roles.js'
import { type Statement, splitStatements } from './statements.js'

/** Inspects what `pg_dumpall --globals-only` prints. Its statements are for the restore alone: they hold password hashes. */
export function globalsInspector(): Inspector {
  const chunks: Buffer[] = []
  return {
    write: (chunk) => void chunks.push(Buffer.from(chunk)),
    end() {
      const text = Buffer.concat(chunks).toString()
      if (!text.startsWith(BEGINNING)) {
        throw new UserError(
          `the globals do not begin as pg_dumpall does: ${JSON.stringify(text.slice(0, 80))}`
        )
      }
      if (!text.trimEnd().endsWith(ENDING)) {
        throw new UserError('the globals are cut short: the line that pg_dumpall writes last is missing')
      }
      const statements = splitStatements(text)
      const count = (kind: string) => statements.filter(({ tokens }) => isCreate(tokens, kind)).length
      return {
        counts: { roles: count('ROLE'), tablespaces: count('TABLESPACE') },
        details: { content: 'globals' },
        restore: statements
      }
    }
  }
}

/** The names of the roles that a cluster does not have. */
export const missingRoles = (globals: readonly Statement[], existing: readonly string[]): readonly string[] =>
  globals
    .flatMap(({ tokens }) => (isCreate(tokens, 'ROLE') && tokens[2] !== undefined ? [tokens[2].value] : []))
    .filter((role) => !existing.includes(role) && !isNote(role))

/** The statements that create the roles which a cluster does not have, with their attributes, passwords, settings and memberships. */
export function statementsOfMissingRoles(
  globals: readonly Statement[],
  existing: readonly string[]
): readonly string[] {
  const missing = new Set(missingRoles(globals, existing))
  return globals
    .filter((statement) => rolesOf(statement).some((role) => missing.has(role)))
    .map(({ text }) => text)
}

const BEGINNING = '--\n-- PostgreSQL database cluster dump\n'
const ENDING = '-- PostgreSQL database cluster dump complete\n--'

const isCreate = (tokens: Statement['tokens'], kind: string): boolean =>
  tokens[0]?.value === 'CREATE' && tokens[1]?.value === kind

/** The roles that a statement makes what they are. */
function rolesOf({ tokens }: Statement): readonly string[] {
  const isWord = (index: number, word: string) =>
    tokens[index]?.kind === 'word' && tokens[index].value === word
  const named = (...indexes: number[]) => indexes.flatMap((index) => tokens[index]?.value ?? [])
  if ((isWord(0, 'CREATE') || isWord(0, 'ALTER')) && isWord(1, 'ROLE')) return named(2)
  if (isWord(0, 'COMMENT') && isWord(2, 'ROLE')) return named(3)
  if (isWord(0, 'SECURITY') && isWord(5, 'ROLE')) return named(6)
  // A membership belongs to both of its roles and comes back with either.
  if (isWord(0, 'GRANT') && isWord(2, 'TO')) return named(1, 3)
  if (isWord(0, 'GRANT') && isWord(2, 'ON') && isWord(3, 'PARAMETER') && isWord(5, 'TO')) return named(6)
  return []
}
