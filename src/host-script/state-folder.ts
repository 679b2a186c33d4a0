import { type Script, sh } from './script.js'

/**
 * Sets `$state` to the folder on the host in which runs of a stack leave word for each other, and makes it where it is missing. It
 * belongs to the user who logs in: beside the home directory's files, or where that cannot be written to, in /var/tmp.
 */
export const stateFolder = (stack: string): Script => sh`umask 077
state=\${HOME:-/nonexistent}/.predeploy-backup/${stack}
if ! mkdir -p "$state" 2>/dev/null || [ ! -w "$state" ]; then
  state=/var/tmp/predeploy-backup-$(id -u)/${stack}
  mkdir -p "$state" || exit
fi
if [ -z "$(find "$state" -prune -user "$(id -u)")" ]; then
  echo "$state belongs to somebody else" >&2
  exit 1
fi`
