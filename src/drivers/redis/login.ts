import { inContainer } from '../../host-script/container.js'
import { guarded } from '../../host-script/guard.js'
import { type Script, sh, withSecrets } from '../../host-script/script.js'
import type { Secret } from '../../secret.js'
import { variableFunction } from '../container-variable.js'

/** As whom and where redis-cli connects inside the container; what is absent comes from the container. */
export interface RedisLogin {
  readonly username?: string | undefined
  readonly password?: Secret | undefined
  readonly port?: number | undefined
}

/**
 * A script inside the container. `ask` is the command line client of its server, logged in: by the password of the
 * configuration, else by what the container's arguments, environment or configuration file tell. `become` replaces the shell by it.
 */
export const withClient = (container: string | Script, login: RedisLogin, script: Script): Script =>
  onHost(container, login, withLogin(login, script))

/** The same for a capture: it dies when its standard input ends. */
export const guardedWithClient = (container: string | Script, login: RedisLogin, script: Script): Script =>
  onHost(container, login, guarded(sh`sh -c ${withLogin(login, script).text}`))

// What the server was started with is known to Docker only: servers give their process another title.
function onHost(container: string | Script, { password }: RedisLogin, script: Script): Script {
  const inside = withSecrets(script, password === undefined ? {} : { REDISCLI_AUTH: password })
  return sh`server_arguments=$(docker inspect --format '{{range .Args}}{{println .}}{{end}}' ${container}) || exit
export server_arguments
${inContainer({ id: container, variables: ['server_arguments'] }, inside)}`
}

const withLogin = (
  login: RedisLogin,
  script: Script
): Script => sh`client=$(command -v redis-cli || command -v valkey-cli) || {
  echo 'there is neither redis-cli nor valkey-cli in the container' >&2
  exit 127
}
ask() { "$client" ${options(login)} "$@"; }
become() { exec "$client" ${options(login)} "$@"; }
${login.password === undefined ? FIND_PASSWORD : sh`export REDISCLI_AUTH`}
unset server_arguments
${script}`

const options = ({ username, port }: RedisLogin): readonly string[] => [
  ...(port === undefined ? [] : ['-p', String(port)]),
  ...(username === undefined ? [] : ['--user', username])
]

// Whom the server tells that it loads, is busy or takes no writes is logged in: others get NOAUTH.
const FIND_PASSWORD = sh`${variableFunction}
option() { tr -d '"' | tr -d "'" | sed -n 's/.*--requirepass[ =]*\\([^ ]*\\).*/\\1/p'; }
passwords() {
  printf '%s\n' "$server_arguments" | sed -n '/^--requirepass$/{n;p;}'
  printf '%s\n' "$server_arguments" "\${REDIS_ARGS-}" "\${REDIS_EXTRA_FLAGS-}" "\${VALKEY_ARGS-}" "\${VALKEY_EXTRA_FLAGS-}" | option
  for name in REDIS_PASSWORD VALKEY_PASSWORD REDIS_MASTER_PASSWORD VALKEY_PRIMARY_PASSWORD; do variable "$name"; echo; done
  printf '%s\n' "$server_arguments" | tr ' ' '\n' | grep '[.]conf$' | while IFS= read -r file; do
    [ ! -r "$file" ] || sed -n 's/^ *requirepass  *//p' "$file" | tr -d '"'
  done
}
answers() { case $(ask PING 2>&1) in *PONG* | *LOADING* | *MISCONF* | *BUSY*) ;; *) return 1 ;; esac }
if ! answers; then
  candidates=$(passwords)
  while IFS= read -r REDISCLI_AUTH; do
    [ -z "$REDISCLI_AUTH" ] || { export REDISCLI_AUTH; ! answers; } || break
  done <<CANDIDATES
$candidates
CANDIDATES
  [ -n "$REDISCLI_AUTH" ] || unset REDISCLI_AUTH
fi`
