import { z } from 'zod'
import { UserError } from '../../errors.js'
import type { ContainerReference } from '../../host-script/container.js'
import { describeContainer } from '../../host-script/container.js'
import { type Script, sh } from '../../host-script/script.js'
import { type Container, foundContainer } from '../container.js'
import { readFact, readFacts } from '../facts.js'
import { describeRoom, type FileSystem, readFileSystem } from '../room.js'
import { asRole, type PostgresLogin, psql } from './login.js'
import { loginError } from './login-error.js'
import type { PostgresRoom, WriteAheadLog } from './room.js'

/** A running server and what a backup or a restore needs to know of it. */
export interface PostgresServer {
  readonly container: Container
  /** As in `17.11 (Debian 17.11-0+deb13u1)`. */
  readonly version: string
  readonly major: number
  readonly dumpVersion: string
  /** That of `template1`, from which databases are renamed and given their properties. */
  readonly encoding: string
  readonly role: { readonly name: string; readonly superuser: boolean }
  readonly standby: boolean
  /** Those that clients may connect to and that are no templates. */
  readonly databases: readonly PostgresDatabase[]
  /** Names of those that let no client in and are no templates. */
  readonly closed: readonly string[]
  readonly roles: readonly string[]
  readonly tablespaces: readonly string[]
  /** Those that its image has, whether a database uses them or not. */
  readonly extensions: readonly string[]
  readonly room: PostgresRoom
  readonly log: WriteAheadLog
}

/** What `CREATE DATABASE` must be told to make such a database. */
const databaseSchema = z.object({
  name: z.string(),
  owner: z.string(),
  encoding: z.string(),
  collate: z.string(),
  ctype: z.string(),
  /** Absent before Postgres 15. */
  provider: z.enum(['libc', 'icu', 'builtin']).exactOptional(),
  locale: z.string().exactOptional(),
  icuRules: z.string().exactOptional(),
  tablespace: z.string(),
  bytes: z.number().exactOptional()
})

export type PostgresDatabase = Readonly<z.infer<typeof databaseSchema>>

/** The databases as a manifest holds them. */
export const databasesSchema = z.array(databaseSchema)

/** Asks the container for its server, and the server for its databases. */
export const probePostgres = (reference: ContainerReference, login: PostgresLogin): Script => sh`
${describeContainer(reference)}
if [ "$container_state" = running ]; then
  ${asRole({ id: sh`"$container"` }, login, PROBE)}
fi`

/** The server that the probe found. Throws a UserError where there is none that can be backed up, with the remedy. */
export function foundPostgres(probed: string, reference: ContainerReference): PostgresServer {
  const facts = readFacts(probed)
  const container = foundContainer(facts, reference)
  const missing = facts.optional('missing')
  if (missing !== undefined) {
    throw new UserError(`container ${container.name} is no Postgres server: it has no ${missing}`, {
      remedy: 'Correct `container`; the image must hold psql and pg_dump beside the server.'
    })
  }
  const refusal = facts.optional('login-error')
  if (refusal !== undefined) {
    throw loginError(container, {
      user: facts.optional('user') ?? '',
      said: refusal,
      ready: facts.optional('pg-isready')
    })
  }
  if (facts.optional('socket-only') !== undefined && /docker-entrypoint/.test(facts.one('first-process'))) {
    throw new UserError(`the server in container ${container.name} is only being set up`, {
      remedy:
        'What is in it now goes again when that is done. Wait until it takes connections (docker logs), and try again.'
    })
  }
  const version = facts.one('version')
  const dumpVersion = facts.one('dump-version')
  const rows = facts.all('database').map((text) => readFact(row, text, 'a database'))
  const major = Math.floor(Number(facts.one('version-number')) / 10_000)
  if (majorOf(dumpVersion) < major) {
    throw new UserError(
      `pg_dump ${dumpVersion} in container ${container.name} is older than its server ${version}`,
      {
        remedy: 'Use an image whose client tools are those of the server.'
      }
    )
  }
  return {
    container,
    version,
    major,
    dumpVersion,
    encoding: facts.one('encoding'),
    role: { name: facts.one('user'), superuser: facts.one('superuser') === 'true' },
    standby: facts.one('standby') === 'true',
    databases: rows.filter(({ datallowconn }) => datallowconn).map(readDatabase),
    closed: rows.filter(({ datallowconn }) => !datallowconn).map(({ datname }) => datname),
    roles: facts.all('role').map(readName),
    tablespaces: facts.all('tablespace').map(readName),
    extensions: facts.all('extension').map(readName),
    room: {
      data: readFileSystem(facts.optional('room')),
      log: readFileSystem(facts.optional('log-room')),
      tablespaces: new Map(facts.all('tablespace-room').flatMap(readTablespace))
    },
    log: {
      limitBytes: Number(facts.one('wal-limit')),
      archivingFails: facts.one('archiving-fails') === 'true',
      idleSlots: facts.all('idle-slot').map(readName)
    }
  }
}

const readName = (text: string): string => readFact(z.string(), text, 'a name')

// A name as JSON, and where its files lie behind a tab.
function readTablespace(line: string): readonly (readonly [string, FileSystem])[] {
  const [name = '', described] = line.split('\t')
  const fileSystem = readFileSystem(described)
  return fileSystem === undefined ? [] : [[readName(name), fileSystem]]
}

/** The major version that a version such as `17.11 (Debian 17.11-0+deb13u1)` begins with. */
export const majorOf = (version: string): number => Number.parseInt(version, 10)

// Whole rows of pg_database as JSON, since its columns differ between versions.
const FACTS = [
  `SELECT 'version=' || current_setting('server_version')`,
  `SELECT 'version-number=' || current_setting('server_version_num')`,
  // The official image runs a server that is reached by its socket only while it makes the first data.
  `SELECT 'socket-only=yes' FROM pg_settings
   WHERE name = 'listen_addresses' AND setting = '' AND source = 'command line'`,
  `SELECT 'encoding=' || current_setting('server_encoding')`,
  `SELECT 'user=' || current_user`,
  `SELECT 'superuser=' || rolsuper FROM pg_roles WHERE rolname = current_user`,
  `SELECT 'standby=' || pg_is_in_recovery()`,
  `SELECT 'database=' || (to_jsonb(d) || jsonb_build_object('owner', pg_get_userbyid(datdba),
     'encoding', pg_encoding_to_char(encoding), 'tablespace', spcname,
     'bytes', CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END))::text
   FROM pg_database AS d JOIN pg_tablespace AS t ON t.oid = dattablespace
   WHERE NOT datistemplate AND datconnlimit <> -2 ORDER BY datname`,
  `SELECT 'role=' || to_json(rolname)::text FROM pg_roles ORDER BY rolname`,
  `SELECT 'tablespace=' || to_json(spcname)::text FROM pg_tablespace ORDER BY spcname`,
  `SELECT 'wal-limit=' || pg_size_bytes(current_setting('max_wal_size'))`,
  `SELECT 'archiving-fails=' || (current_setting('archive_mode') <> 'off'
     AND coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)) FROM pg_stat_archiver`,
  `SELECT 'idle-slot=' || to_json(slot_name)::text FROM pg_replication_slots
   WHERE NOT active AND restart_lsn IS NOT NULL ORDER BY slot_name`
]

// One control file that cannot be read makes it fail, which is no reason not to back up.
const EXTENSIONS = `SELECT 'extension=' || to_json(name)::text FROM pg_available_extensions ORDER BY name`

// Those with a place of their own.
const TABLESPACES = `SELECT to_json(spcname) || E'\\t' || pg_tablespace_location(oid) FROM pg_tablespace
  WHERE pg_tablespace_location(oid) <> ''`

const PROBE = sh`for tool in psql pg_dump pg_dumpall pg_restore; do
  command -v "$tool" >/dev/null || { printf 'missing=%s\n' "$tool"; exit 0; }
done
printf 'first-process=%s\n' "$(tr '\\000\\n' '  ' </proc/1/cmdline)"
said=$(pg_dump --version); printf 'dump-version=%s\n' "\${said#*) }"
if ! said=$(${psql('template1')} -c 'SELECT 1' 2>&1); then
  printf 'user=%s\n' "$PGUSER"
  printf 'login-error=%s\n' "$(printf %s "$said" | tr '\n' ' ')"
  pg_isready -q
  printf 'pg-isready=%s\n' "$?"
  exit 0
fi
${psql('template1')} ${FACTS.flatMap((query) => ['-c', query])} || exit
${psql('template1')} -c ${EXTENSIONS} 2>/dev/null || :
${describeRoom}
if directory=$(${psql('template1')} -c 'SHOW data_directory' 2>/dev/null); then
  printf 'room=%s\n' "$(describe_room "$directory")"
  printf 'log-room=%s\n' "$(describe_room "$directory/pg_wal")"
  places=$(${psql('template1')} -c ${TABLESPACES}) || exit
  while IFS=$(printf '\t') read -r name place; do
    [ -z "$place" ] || printf 'tablespace-room=%s\t%s\n' "$name" "$(describe_room "$place")"
  done <<PLACES
$places
PLACES
fi`

const row = z.object({
  datname: z.string(),
  datallowconn: z.boolean(),
  owner: z.string(),
  encoding: z.string(),
  datcollate: z.string(),
  datctype: z.string(),
  datlocprovider: z.enum(['c', 'i', 'b']).optional(),
  daticulocale: z.string().nullish(),
  datlocale: z.string().nullish(),
  daticurules: z.string().nullish(),
  tablespace: z.string(),
  bytes: z.number().nullable()
})

const PROVIDERS = { c: 'libc', i: 'icu', b: 'builtin' } as const

function readDatabase(found: z.infer<typeof row>): PostgresDatabase {
  const locale = found.datlocale ?? found.daticulocale
  return {
    name: found.datname,
    owner: found.owner,
    encoding: found.encoding,
    collate: found.datcollate,
    ctype: found.datctype,
    ...(found.datlocprovider === undefined ? {} : { provider: PROVIDERS[found.datlocprovider] }),
    ...(locale == null ? {} : { locale }),
    ...(found.daticurules == null ? {} : { icuRules: found.daticurules }),
    tablespace: found.tablespace,
    ...(found.bytes === null ? {} : { bytes: found.bytes })
  }
}
