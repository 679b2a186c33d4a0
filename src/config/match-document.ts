import type { z } from 'zod'
import type { ConfigDocument } from './document.js'
import { type Path, valueAt } from './path.js'
import { type Matched, type Mismatch, matchSchema } from './schema-problems.js'
import type { Variables } from './variables.js'

/** Matches a document with its schema; what a variable gave becomes a number or a boolean where the schema wants one. */
export function matchDocument<Schema extends z.ZodType>(
  schema: Schema,
  document: ConfigDocument,
  variables: Variables
): Matched<Schema> & { readonly value: unknown } {
  const value: unknown = document.tree.toJS({ maxAliasCount: -1 })
  const first = matchSchema(schema, value)
  const wrong = first.mismatches ?? []
  const replaced = wrong
    .filter(({ path }) => variables.at(path)?.whole)
    .filter((mismatch) => convert(value, mismatch))
  const { data, mismatches } = replaced.length === 0 ? first : matchSchema(schema, value)
  // Where a variable could not be filled that is the problem, not what its placeholder looks like.
  return { value, data, mismatches: mismatches?.filter(({ path }) => variables.at(path)?.failed !== true) }
}

function convert(value: unknown, { path, expected }: Mismatch): boolean {
  const converted = fromText(valueAt(value, path), expected)
  const parent = valueAt(value, path.slice(0, -1))
  if (converted === undefined || typeof parent !== 'object' || parent === null) return false
  return Reflect.set(parent, lastOf(path), converted)
}

function fromText(text: unknown, expected: string | undefined): number | boolean | undefined {
  if (typeof text !== 'string') return undefined
  if ((expected === 'number' || expected === 'int') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (expected === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return undefined
}

const lastOf = (path: Path): string | number => path.at(-1) ?? ''
