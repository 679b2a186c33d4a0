/** A name as SQL reads it back unchanged. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as SQL reads it back unchanged, whatever standard_conforming_strings says. */
export const literal = (text: string): string =>
  `${text.includes('\\') ? 'E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** A list of texts for `IN`; matches nothing when it is empty. */
export const literals = (texts: readonly string[]): string =>
  `(${texts.length === 0 ? 'NULL' : texts.map(literal).join(', ')})`

/** A database as libpq reads it, even if its name looks like an option, a URI or a connection string. */
export const connectionString = (database: string): string =>
  `dbname='${database.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** How counts and messages name a table: quoted where SQL would need it, so that no two look the same, and on one line. */
export const shownTable = (schema: string, table: string): string => `${shown(schema)}.${shown(table)}`

function shown(name: string): string {
  if (/^[a-z_][a-z0-9_$]*$/.test(name)) return name
  if (!CONTROL.test(name)) return identifier(name)
  const escaped = name
    .replaceAll('\\', '\\\\')
    .replace(CONTROLS, (character) => `\\${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `U&${identifier(escaped)}`
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu
