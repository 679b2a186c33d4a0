import { type Script, sh } from './script.js'

/**
 * Sets `$state` to the folder on the host in which runs of a stack leave word for each other, and makes it where it is missing. It
 * belongs to the user who logs in: in the home directory, or where that is not the user's own or cannot be written to, in /var/tmp.
 */
export const stateFolder = (stack: string): Script => sh`umask 077
state=\${HOME:-/nonexistent}/.predeploy-backup/${stack}
if ! mkdir -p "$state" 2>/dev/null || [ ! -O "$state" ] || [ ! -w "$state" ]; then
  base=/var/tmp/predeploy-backup-$(id -u)
  state=$base/${stack}
  mkdir -p "$state" || exit
  if [ ! -O "$base" ] || [ ! -O "$state" ]; then
    echo "$base belongs to somebody else" >&2
    exit 1
  fi
fi`
