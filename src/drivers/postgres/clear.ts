import { z } from 'zod'
import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import type { WithoutOld } from '../driver.js'
import { readFact } from '../facts.js'
import type { WithInput } from './exchange.js'
import type { Exchange } from './exchange-state.js'
import { psql } from './login.js'
import { fileSystemOf } from './room.js'
import type { PostgresServer } from './server.js'
import { closeQuery } from './sessions.js'
import { literals } from './sql.js'

/** Drops the databases that would be replaced. */
export const clearDatabases = ({ replaced }: Exchange, run: WithInput): Script =>
  run(
    sh`exec ${psql('template1')} >/dev/null`,
    `${closeQuery(replaced)}
SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE datname IN ${literals(replaced)} \\gexec`
  )

/** Asks how much room that makes. Its reader throws a UserError where one cannot be dropped. */
export const measureDatabases = (
  { replaced }: Exchange,
  server: Pick<PostgresServer, 'room'>,
  run: WithInput
): WithoutOld['measure'] => ({
  script: run(sh`exec ${psql('template1')}`, sizesQuery(replaced)),
  read(output) {
    const sizes = output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => readFact(size, line, 'a database'))
    const held = sizes.filter(({ holds }) => holds !== null)
    if (held.length > 0) {
      throw new UserError(
        `there is no room beside the old data, and it cannot go first: ${held.map(({ name, holds }) => `${holds} holds the database ${name}`).join(', ')}`,
        { remedy: 'End it (pg_drop_replication_slot, ROLLBACK PREPARED), or make room on the disk.' }
      )
    }
    return sizes.flatMap(({ tablespace, bytes }) => {
      const fileSystem = fileSystemOf(server.room, tablespace)
      return fileSystem === undefined ? [] : [{ fileSystem, bytes }]
    })
  }
})

const size = z.object({
  name: z.string(),
  tablespace: z.string(),
  bytes: z.number(),
  holds: z.string().nullable()
})

// Of one that lies in several tablespaces nobody tells how much is in which, so it counts for nothing.
const sizesQuery = (names: readonly string[]): string => `SELECT json_build_object(
  'name', d.datname,
  'tablespace', spcname,
  'bytes', CASE WHEN (SELECT count(*) FROM pg_tablespace AS s WHERE spcname <> 'pg_global'
    AND d.oid IN (SELECT pg_tablespace_databases(s.oid))) = 1 THEN pg_database_size(d.oid) ELSE 0 END,
  'holds', (SELECT 'the replication slot ' || slot_name FROM pg_replication_slots AS r WHERE r.database = d.datname
    UNION ALL SELECT 'the prepared transaction ' || gid FROM pg_prepared_xacts AS p WHERE p.database = d.datname
    LIMIT 1))
FROM pg_database AS d JOIN pg_tablespace AS t ON t.oid = dattablespace
WHERE datname IN ${literals(names)} ORDER BY datname;`
