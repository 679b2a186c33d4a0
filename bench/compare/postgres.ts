import { createHash } from 'node:crypto'
import { run, runForLines } from '../run.ts'

/**
 * The whole content of a Postgres server as text: databases with their properties, globals, and `pg_dump` of each database.
 * Long tables stand as a count and a hash, so that two pictures are quick to compare and their difference is readable.
 */
export async function pictureOfPostgres(container: string, user = 'shop'): Promise<string> {
  const query = (sql: string) =>
    run(['docker', 'exec', container, 'psql', '--no-psqlrc', '-At', '-U', user, '-d', 'postgres', '-c', sql])
  const databases = await query(databasesQuery)
  const names = JSON.parse(await query(connectableQuery)) as readonly string[]
  const sections = [`== databases\n${databases}`]
  const asUser = ['--env', `PGUSER=${user}`]
  sections.push(
    `== globals\n${await dump(['docker', 'exec', ...asUser, container, 'pg_dumpall', '--globals-only'])}`
  )
  for (const name of names) {
    // By the environment: a name with a `=` would be read as a connection string.
    const environment = [...asUser, '--env', `PGDATABASE=${name}`]
    const command = ['docker', 'exec', ...environment, container, 'pg_dump', '--create', '--encoding=UTF8']
    sections.push(`== database ${name}\n${await dump(command)}`)
  }
  return sections.join('\n')
}

const databasesQuery = `SELECT to_jsonb(d) - '{oid,datdba,datfrozenxid,datminmxid}'::text[] || jsonb_build_object(
    'owner', pg_get_userbyid(datdba), 'datacl', (SELECT jsonb_agg(item::text ORDER BY item::text) FROM unnest(datacl) item))
  FROM pg_database d ORDER BY datname`

const connectableQuery = `SELECT json_agg(datname ORDER BY datname) FROM pg_database WHERE datallowconn AND datname <> 'template0'`

const longTable = 100

async function dump(command: readonly string[]): Promise<string> {
  const text: string[] = []
  let rows: string[] | undefined
  let count = 0
  let hash = createHash('sha256')
  for await (const line of runForLines(command)) {
    // A token that is drawn anew for every dump.
    if (line.startsWith('\\restrict ') || line.startsWith('\\unrestrict ')) continue
    if (rows === undefined) {
      text.push(line)
      if (/^COPY .* FROM stdin;$/.test(line)) [rows, count, hash] = [[], 0, createHash('sha256')]
    } else if (line === '\\.') {
      const long = count > longTable
      text.push(...(long ? [`(${count} rows, sha256 ${hash.digest('hex')})`] : rows), line)
      rows = undefined
    } else {
      count += 1
      hash.update(line).update('\n')
      if (count <= longTable) rows.push(line)
    }
  }
  return text.join('\n')
}
