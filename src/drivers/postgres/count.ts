import { UserError } from '../../errors.js'
import { lines, type Script, sh } from '../../host-script/script.js'
import type { Check, Inspection } from '../driver.js'
import { decodeName } from './archive-values.js'
import { LARGE_OBJECTS } from './dump.js'
import { shownTable } from './sql.js'

/** A staged database that is counted, and where its inspection stands among those of the stages. */
export interface CountedDatabase {
  readonly name: string
  readonly stage: number
}

/**
 * Counts every row of the staged databases and compares them with the rows in their archives. `query` runs SQL in a database
 * of this index.
 */
export const countCheck = (
  databases: readonly CountedDatabase[],
  query: (database: CountedDatabase, sql: string) => Script
): Check => ({
  script: lines([sh`set -e`, ...databases.map((database) => query(database, countQuery(database)))]),
  judge(output, staged) {
    const counted = output.split('\n').flatMap(readCount)
    const problems = databases.flatMap((database) =>
      differences(
        database.name,
        counted.filter(({ stage }) => stage === database.stage),
        (staged[database.stage] as Inspection).counts
      )
    )
    if (problems.length === 0) return
    const more = problems.length > 5 ? `; and ${problems.length - 5} more differences` : ''
    throw new UserError(
      `the staged databases differ from the backup: ${problems.slice(0, 5).join('; ')}${more}`,
      {
        remedy:
          'The databases in service were not touched. Restore again, or another backup; the dumps can be restored by hand as well.'
      }
    )
  }
})

// Names travel as hexadecimal digits: they may hold anything, in the encoding of their database.
const countQuery = ({ stage }: CountedDatabase): string => `
SELECT format('SELECT %L || count(*) FROM ONLY %I.%I', concat_ws(' ', 'table', ${stage},
    encode(convert_to(nspname::text, getdatabaseencoding()), 'hex'),
    encode(convert_to(relname::text, getdatabaseencoding()), 'hex'),
    CASE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      THEN 'extension' ELSE 'own' END) || ' ', nspname, relname)
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
  WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  ORDER BY nspname, relname \\gexec
SELECT 'objects ${stage} ' || count(*) FROM pg_largeobject_metadata;
`

interface Count {
  readonly stage: number
  readonly what: string
  readonly count: number
  /** Whether an extension puts rows of its own there. */
  readonly ofExtension: boolean
}

function readCount(line: string): readonly Count[] {
  const [kind, stage, ...rest] = line.split(' ')
  if (kind === 'objects') {
    return [{ stage: Number(stage), what: LARGE_OBJECTS, count: Number(rest[0]), ofExtension: false }]
  }
  if (kind !== 'table') return []
  const [namespace = '', relation = '', owner, count] = rest
  const [schema, table] = [namespace, relation].map((name) => decodeName(Buffer.from(name, 'hex')))
  return [
    {
      stage: Number(stage),
      what: shownTable(schema as string, table as string),
      count: Number(count),
      ofExtension: owner === 'extension'
    }
  ]
}

function differences(
  database: string,
  counted: readonly Count[],
  expected: Readonly<Record<string, number>>
): readonly string[] {
  const found = new Set(counted.map(({ what }) => what))
  const lost = Object.keys(expected).filter((what) => !found.has(what))
  const wrong = counted.filter(({ what, count, ofExtension }) => {
    const wanted = expected[what] ?? 0
    // CREATE EXTENSION fills its tables itself; a dump holds what was added to them.
    return ofExtension ? count < wanted : count !== wanted
  })
  return [
    ...lost.map((what) => `${database} has no ${what}`),
    ...wrong.map(
      ({ what, count }) => `${database} has ${count} of ${what} and the backup ${expected[what] ?? 0}`
    )
  ]
}
