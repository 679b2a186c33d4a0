import { type ContainerCommand, guardedInContainer, inContainer } from '../../host-script/container.js'
import { type Script, sh, withSecrets } from '../../host-script/script.js'
import type { Secret } from '../../secret.js'
import { variableFunction } from '../container-variable.js'
import { connectionString } from './sql.js'

/** As whom and where the tools of Postgres connect inside the container; what is absent comes from its environment. */
export interface PostgresLogin {
  readonly user?: string | undefined
  readonly password?: Secret | undefined
  readonly port?: number | undefined
  /** Whether the server shall speak English: only a superuser may ask for that, and others would not get in. */
  readonly english?: boolean
  /** What the server calls our sessions. */
  readonly application?: string
}

/** A script inside the container, with the login in its environment. */
export const asRole = (container: ContainerCommand, login: PostgresLogin, script: Script): Script =>
  inContainer(container, loggedIn(login, script))

/** One command inside the container, with the login in its environment, that dies when its standard input ends. */
export const guardedAsRole = (container: ContainerCommand, login: PostgresLogin, command: Script): Script => {
  const script = loggedIn(login, sh`exec ${command}`)
  return guardedInContainer(container, withSecrets(sh`sh -c ${script.text}`, script.secrets ?? {}))
}

/** A psql that stops at the first error, prints nothing but values, and speaks UTF-8 whatever the database does. */
export const psql = (database: string): Script =>
  sh`env PGCLIENTENCODING=UTF8 psql -XAtqw -v ON_ERROR_STOP=1 -d ${connectionString(database)}`

// The official images call the variables POSTGRES_*, Bitnami's POSTGRESQL_*; either takes NAME_FILE for NAME.
const loggedIn = (
  { user, password, port, english, application = 'predeploy-backup' }: PostgresLogin,
  script: Script
): Script =>
  withSecrets(
    sh`${variableFunction}
${
  user === undefined
    ? sh`if [ -z "\${PGUSER-}" ]; then
  superuser_password=$(variable POSTGRESQL_POSTGRES_PASSWORD)
  if [ -n "$superuser_password" ]; then
    PGUSER=postgres PGPASSWORD=\${PGPASSWORD:-$superuser_password}
  else
    PGUSER=$(variable POSTGRES_USER)
    PGUSER=\${PGUSER:-\${POSTGRESQL_USERNAME:-postgres}}
  fi
fi`
    : sh`PGUSER=${user}`
}
PGPASSWORD=\${PGPASSWORD:-$(variable POSTGRES_PASSWORD)}
PGPASSWORD=\${PGPASSWORD:-$(variable POSTGRESQL_PASSWORD)}
${port === undefined ? undefined : sh`PGPORT=${port}; export PGPORT`}
${english === true ? sh`PGOPTIONS="\${PGOPTIONS-} -c lc_messages=C"; export PGOPTIONS` : undefined}
PGAPPNAME=${application} PGCONNECT_TIMEOUT=30
export PGUSER PGPASSWORD PGAPPNAME PGCONNECT_TIMEOUT
${script}`,
    password === undefined ? {} : { PGPASSWORD: password }
  )
