import type { Archive, ArchiveEntry } from './archive.js'
import { decodeName } from './archive-values.js'
import { literal } from './sql.js'

/** The statements that give a database of one name its settings, rights and comment, as its dump holds them. */
export interface DatabaseProperties {
  /** What Postgres calls the encoding of the dump. */
  readonly encoding: string
  readonly statements: readonly Buffer[]
}

/** What an archive holds of them. They come with `pg_restore --create` only, since they need the database's own name. */
export const propertiesOf = ({ entries }: Archive): DatabaseProperties => ({
  encoding: encodingOf(entries),
  statements: entries.filter(isProperty).map(({ definition }) => definition)
})

/** Whether the statements are the same bytes in every encoding. */
export const areAscii = ({ statements }: DatabaseProperties): boolean => statements.every(isAscii)

/** The statements for a psql that speaks UTF-8: where they have another encoding, the server itself tells what they say. */
export const propertiesSql = ({ encoding, statements }: DatabaseProperties): string =>
  statements
    .map((statement) =>
      encoding === 'UTF8' || isAscii(statement)
        ? decodeName(statement)
        : `SELECT convert_from(decode('${statement.toString('hex')}', 'hex'), ${literal(encoding)}) \\gexec`
    )
    .join('\n')

// Which encoding the dump has says nothing of the database.
const isProperty = ({ kind, name, schema }: ArchiveEntry): boolean =>
  ['STDSTRINGS', 'DATABASE PROPERTIES'].includes(kind) ||
  (['ACL', 'COMMENT', 'SECURITY LABEL'].includes(kind) && schema === '' && name.startsWith('DATABASE '))

function encodingOf(entries: readonly ArchiveEntry[]): string {
  const statement = entries.find(({ kind }) => kind === 'ENCODING')?.definition.toString() ?? ''
  const [, encoding] = /^SET client_encoding = '([^']+)';/.exec(statement) ?? []
  return encoding ?? 'UTF8'
}

const isAscii = (bytes: Buffer): boolean => bytes.every((byte) => byte < 0x80)
