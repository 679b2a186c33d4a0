import { z } from 'zod'
import { UserError } from '../../errors.js'
import { sh } from '../../host-script/script.js'
import type { WithoutOld } from '../driver.js'
import { readFact, readFacts } from '../facts.js'
import { describeRoom, readFileSystem } from '../room.js'
import type { WithInput } from './exchange.js'
import type { Exchange } from './exchange-state.js'
import { psql } from './login.js'
import { allowQuery, closeQuery } from './sessions.js'
import { literals } from './sql.js'

/** How databases go before those that replace them are staged. All must lie on one file system. */
export const clearDatabases = (
  { replaced, reopened }: Exchange,
  run: WithInput
): Omit<WithoutOld, 'restoration'> => ({
  measure: {
    script: run(
      sh`set -e
${psql('template1')} -c ${`SELECT 'database=' || value::text FROM (${sizesQuery(replaced)}) AS s (value)`} </dev/null
${describeRoom}
directory=$(${psql('template1')} -c 'SHOW data_directory' </dev/null)
printf 'room=%s\n' "$(describe_room "$directory")"`,
      ''
    ),
    read(output) {
      const facts = readFacts(output)
      const sizes = facts.all('database').map((line) => readFact(size, line, 'a database'))
      if (sizes.length < replaced.length) throw new UserError('the server does not tell how large they are')
      const held = sizes.flatMap(({ name, holds }) =>
        holds === null ? [] : [`${holds} holds the database ${name}`]
      )
      if (held.length > 0) throw new UserError(held.join(', '))
      const fileSystem = readFileSystem(facts.optional('room'))
      return fileSystem === undefined
        ? []
        : [{ fileSystem, bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) }]
    }
  },
  ready: run(
    sh`set -e
close=$(cat)
tries=0
until printf '%s\n' "$close" | ${psql('template1')} >/dev/null && [ "$(${psql('template1')} -c ${`SELECT count(*) FROM pg_stat_activity WHERE datname IN ${literals(replaced)}`} </dev/null)" = 0 ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || { echo 'sessions of the old databases go on although they were ended' >&2; exit 1; }
  sleep 1
done
held=$(${psql('template1')} -c ${`SELECT value->>'holds' FROM (${sizesQuery(replaced)}) AS s (value) WHERE value->>'holds' IS NOT NULL LIMIT 1`} </dev/null)
[ -z "$held" ] || { printf 'an old database cannot be dropped: %s holds it\n' "$held" >&2; exit 1; }`,
    closeQuery(replaced)
  ),
  unready: run(sh`exec ${psql('template1')}`, allowQuery(reopened)),
  clear: run(
    sh`exec ${psql('template1')} >/dev/null`,
    `SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE datname IN ${literals(replaced)} \\gexec`
  )
})

const size = z.object({ name: z.string(), bytes: z.number(), holds: z.string().nullable() })

const sizesQuery = (names: readonly string[]): string => `SELECT json_build_object(
  'name', d.datname,
  'bytes', pg_database_size(d.oid),
  'holds', (SELECT 'the replication slot ' || slot_name FROM pg_replication_slots AS r WHERE r.database = d.datname
    UNION ALL SELECT 'the prepared transaction ' || gid FROM pg_prepared_xacts AS p WHERE p.database = d.datname
    UNION ALL SELECT 'the subscription ' || subname FROM pg_subscription AS b WHERE b.subdbid = d.oid
    LIMIT 1))
FROM pg_database AS d WHERE datname IN ${literals(names)}`
