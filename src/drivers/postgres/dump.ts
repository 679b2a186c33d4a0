import { UserError } from '../../errors.js'
import type { Inspector } from '../driver.js'
import { startReading } from '../incoming.js'
import { type Archive, readArchive } from './archive.js'
import { type DatabaseProperties, propertiesOf } from './properties.js'
import { shownTable } from './sql.js'

/** What the restore of one database needs from its archive. */
export interface DumpedDatabase {
  readonly properties: DatabaseProperties
}

/** What counts call large objects. */
export const LARGE_OBJECTS = 'large objects'

/** Inspects the archive of one database: rows per table as they are in the archive, and large objects. */
export function dumpInspector(): Inspector {
  const reader = startReading('the archive', readArchive)
  return {
    write: reader.write,
    end(stderr) {
      const archive = reader.end()
      const warnings = judgeMessages(stderr)
      const named = (kind: string) => archive.entries.filter((entry) => entry.kind === kind)
      const tablespaces = new Set(archive.entries.map(({ tablespace }) => tablespace))
      const extensions = named('EXTENSION').map(({ name }) => name)
      return {
        counts: countsOf(archive),
        details: {
          content: 'database',
          database: archive.database,
          archiveVersion: archive.version,
          dumpVersion: archive.dumpVersion,
          serverVersion: archive.serverVersion,
          extensions,
          tablespaces: [...tablespaces].filter((name) => name !== '')
        },
        restore: { properties: propertiesOf(archive) } satisfies DumpedDatabase,
        warnings: [
          ...warnings,
          ...(extensions.includes('timescaledb')
            ? ['it uses timescaledb, whose restore from a dump is not tested here: try it before you need it']
            : [])
        ]
      }
    }
  }
}

function countsOf({ entries, largeObjects }: Archive): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { schema, name, rows } of entries.filter(({ kind }) => kind === 'TABLE DATA')) {
    const table = shownTable(schema, name)
    if (counts[table] !== undefined) throw new UserError(`the archive is damaged: it holds ${table} twice`)
    counts[table] = rows
  }
  return largeObjects === 0 ? counts : { ...counts, [LARGE_OBJECTS]: largeObjects }
}

function judgeMessages(stderr: string): readonly string[] {
  const said = stderr.split('\n').filter((line) => line.startsWith('pg_dump: '))
  const error = said.find((line) => /^pg_dump: (error|fatal|detail)/i.test(line))
  if (error !== undefined) throw new UserError(`pg_dump ended well but said: ${error}`)
  return said.slice(0, 10)
}
