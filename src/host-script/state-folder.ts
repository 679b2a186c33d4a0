import { type Script, sh } from './script.js'

/**
 * Sets `$state` to the folder on the host in which runs of a stack leave word for each other, and makes it where it is missing. It
 * belongs to the user who logs in: in the home directory, or where that is not the user's own or cannot be written to, in /var/tmp. What is
 * made from here on nobody else can read; `$login_mask` is what the user's own files get.
 */
export const stateFolder = (stack: string): Script => sh`login_mask=\${login_mask:-$(umask)}
umask 077
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

/** Does something with each such folder that is there, in `$state`, and makes none. */
export const inStateFolders = (
  stack: string,
  work: Script
): Script => sh`for state in "\${HOME:-/nonexistent}"/.predeploy-backup/${stack} /var/tmp/predeploy-backup-"$(id -u)"/${stack}; do
  if [ ! -d "$state" ] || [ ! -O "$state" ] || [ ! -r "$state" ]; then continue; fi
  ${work}
done`
