import { type Script, sh } from '../../host-script/script.js'
import { saveFunction } from './save.js'
import type { RedisServer } from './server.js'

/**
 * Whether a server must save its data before it can be read: Valkey 9 takes a client that streams for a replica of an older version,
 * and fails at values that those do not know.
 */
export const mustSave = ({ product, major }: Pick<RedisServer, 'product' | 'major'>): boolean =>
  product === 'valkey' && major >= 9

/**
 * Prints the data as a replica would get it, without touching the disk. A server waits for other replicas to join in, by default
 * for five seconds; that wait is taken away meanwhile where the user may.
 */
export const streamData: Script = sh`delay=$(ask CONFIG GET repl-diskless-sync-delay 2>/dev/null | tail -n 1)
case $delay in
  '' | 0 | *[!0-9]*) become --rdb - ;;
esac
put_back() { ask CONFIG SET repl-diskless-sync-delay "$delay" >/dev/null; }
ask CONFIG SET repl-diskless-sync-delay 0 >/dev/null
become --rdb - &
stream=$!
trap 'kill "$stream"; wait "$stream"; put_back; exit 143' TERM
wait "$stream"
status=$?
put_back
exit "$status"`

/** Lets the server save its data as it does by itself from time to time, and prints that file. */
export const saveData = ({
  directory,
  files
}: Pick<RedisServer, 'directory' | 'files'>): Script => sh`${saveFunction}
save
case $? in
  0) exec cat ${`${directory}/${files.dump}`} ;;
  1) echo 'the server could not save its data; its log tells why' >&2 ;;
esac
exit 1`

/**
 * A stage on the host behind a stream: newer clients print the mark by which the server told them the end, 40 hexadecimal digits
 * behind the data. Whether they did is told by the last bytes, and a wrong guess by the checksum.
 */
export const cutEndMark: Script = sh`exec 5>&1
ending=$( { { tee /dev/fd/6 | tail -c 49 | od -An -v -t o1 >&7; } 6>&1 | head -c -49 >&5; } 7>&1 ) || exit
set -- $ending
data= mark= marked=$#
for byte; do
  if [ $# -gt 40 ]; then
    data="$data\\\\$byte"
  else
    mark="$mark\\\\$byte"
    case $byte in 06[0-7] | 07[01] | 14[1-6]) ;; *) marked=no ;; esac
  fi
  shift
done
printf "$data" >&5
[ "$marked" = 49 ] || printf "$mark" >&5`
