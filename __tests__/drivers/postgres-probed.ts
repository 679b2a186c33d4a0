/** What a probe found, where it differs from a server with the databases `app` and `shop`. */
export interface Probed {
  readonly container?: 'running' | 'exited' | 'absent'
  /** Facts to print instead; `undefined` leaves one out. */
  readonly facts?: Readonly<Record<string, string | undefined>>
  readonly databases?: readonly string[]
  /** Names of databases that let no client in. */
  readonly closed?: readonly string[]
  readonly tablespaces?: readonly string[]
  readonly extensions?: readonly string[]
}

/** Prints it. */
export function probedPostgres({
  container = 'running',
  facts,
  databases,
  closed = [],
  tablespaces = [],
  extensions = []
}: Probed = {}): string {
  const printed = Object.entries({ ...FACTS, ...facts })
  const rows = databases?.map((name) => ({ ...APP, datname: name })) ?? [APP, SHOP]
  return [
    container === 'absent'
      ? 'container-matches=0'
      : `container=${JSON.stringify({ ...CONTAINER, state: container })}`,
    ...printed.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    ...closed.map((name) => `database=${JSON.stringify({ ...APP, datname: name, datallowconn: false })}`),
    ...rows.map((row) => `database=${JSON.stringify(row)}`),
    ...['app', 'shop_owner'].map((role) => `role=${JSON.stringify(role)}`),
    ...['pg_default', 'pg_global', ...tablespaces].map((name) => `tablespace=${JSON.stringify(name)}`),
    ...extensions.map((name) => `extension=${JSON.stringify(name)}`)
  ].join('\n')
}

const FACTS = {
  'dump-version': '17.11 (Debian)',
  version: '17.11 (Debian)',
  'version-number': '170011',
  encoding: 'UTF8',
  user: 'app',
  superuser: 'true',
  standby: 'false',
  'wal-limit': '1073741824',
  'archiving-fails': 'false',
  room: '2049 /dev/sda1 1000000000 1000 900000000 1% /var/lib/postgresql/data',
  'log-room': '2049 /dev/sda1 1000000000 1000 900000000 1% /var/lib/postgresql/data'
}

const CONTAINER = {
  id: 'c0ffee',
  name: '/db',
  image: 'sha256:1',
  imageName: 'postgres:17',
  command: null,
  mounts: [],
  autoRemove: false,
  labels: null
}

const APP = {
  datname: 'app',
  datallowconn: true,
  owner: 'app',
  encoding: 'UTF8',
  datcollate: 'C.UTF-8',
  datctype: 'C.UTF-8',
  datlocprovider: 'b',
  datlocale: 'C.UTF-8',
  daticurules: null,
  tablespace: 'pg_default',
  bytes: 1000
}

const SHOP = { ...APP, datname: 'shop', datlocprovider: 'i', datlocale: 'de', daticurules: '&V << w <<< W' }
