import { type Script, sh } from '../../host-script/script.js'
import { type RedisLogin, withClient } from './login.js'
import type { RedisServer } from './server.js'

/**
 * For scripts inside the container: `save` lets the server write its dump, and waits until it has. Its status is 1 where the server
 * could not, and 2 where it did not take the order, which is told then.
 */
export const saveFunction: Script = sh`field() { ask INFO persistence | tr -d '\r' | sed -n "s/^$1://p"; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
save() {
  while :; do
    said=$(ask BGSAVE 2>&1)
    case $said in
      'Background saving started'*) break ;;
      *'in progress'* | *'child process is active'*) nap ;;
      ERR) return 1 ;;
      *)
        printf 'the server does not save its data when it is told to (BGSAVE): %s\n' "$said" >&2
        case $said in *NOPERM*) echo 'give the user +bgsave' >&2 ;; esac
        return 2 ;;
    esac
  done
  while [ "$(field rdb_bgsave_in_progress)" = 1 ]; do nap; done
  [ "$(field rdb_last_bgsave_status)" = ok ]
}`

/** Whether a server writes its data from time to time, and nothing else keeps it. */
export const savesByItself = ({ files, stopping }: Pick<RedisServer, 'files' | 'stopping'>): boolean =>
  !files.appendOnly && stopping.savePoints !== ''

/**
 * Proves that a server can write its data before it is stopped, since an undo could not bring back what was in memory only. After a
 * save that failed it would refuse writes, so what is staged, which may have filled the disk, goes, and it saves again.
 */
export const proveSave = (
  { container }: Pick<RedisServer, 'container'>,
  login: RedisLogin,
  removeStaged: Script
): Script => sh`status=0
(
${withClient(container.id, login, TRY)}
) || status=$?
[ "$status" = 75 ] || exit "$status"
(
${removeStaged}
) || echo 'what was staged could not be removed' >&2
${withClient(container.id, login, TRY_AGAIN)}`

// 75 asks for another try.
const TRY = sh`${saveFunction}
save
case $? in
  0) ;;
  1) exit 75 ;;
  *) exit 1 ;;
esac`

const TRY_AGAIN = sh`${saveFunction}
if [ "$(field rdb_last_bgsave_status)" = ok ] || save; then
  echo 'the server could not save its data beside the staged backup, so a restore that fails could not put it back; without the backup it can' >&2
  echo 'make more room on its disk, and restore again' >&2
  exit 1
fi
case $(ask PING 2>&1) in
  *MISCONF*) echo 'the server could not save its data, and refuses writes now; its log tells why' >&2 ;;
  *) echo 'the server could not save its data, so a restore that fails could not put it back; its log tells why' >&2 ;;
esac
echo 'make room on its disk, or mend its rights there; then let it save (BGSAVE), and restore again' >&2
exit 1`
