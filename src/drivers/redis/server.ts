import { UserError } from '../../errors.js'
import { type ContainerReference, describeContainer } from '../../host-script/container.js'
import { type Script, sh } from '../../host-script/script.js'
import { type Container, foundContainer, type Mount } from '../container.js'
import { type Facts, readFacts } from '../facts.js'
import { describeRoom, type FileSystem, readFileSystem } from '../room.js'
import { type RedisLogin, withClient } from './login.js'

/** A running Redis or Valkey, and what a backup or a restore needs to know of it. */
export interface RedisServer {
  readonly container: Container
  readonly product: 'redis' | 'valkey'
  readonly version: string
  readonly major: number
  /** The client that the container has, which reads the data. */
  readonly tool: { readonly name: string; readonly version: string }
  /** Bytes that its data takes in memory, if it tells. */
  readonly usedBytes: number | undefined
  readonly replica: boolean
  /** Where the server keeps its data, which is on a mount. */
  readonly directory: string
  /** Of that directory, if it may be known. */
  readonly room: FileSystem | undefined
  readonly files: RedisFiles
  readonly stopping: RedisStopping
  /** Folders in its directory that an earlier restore left. */
  readonly left: readonly string[]
}

/** What the server calls the files in its directory. */
export interface RedisFiles {
  readonly dump: string
  /** The name of the append-only file, or of its parts. */
  readonly append: string
  /** The folder of the parts, for servers that keep some. */
  readonly appendFolder: string | undefined
  readonly appendOnly: boolean
}

/** What the server does with its data when it stops. */
export interface RedisStopping {
  /** When it saves by itself; empty where never, and then it does not when it stops either. */
  readonly savePoints: string
  /** Absent before version 7. */
  readonly onSigterm: string | undefined
  readonly lastSaveFailed: boolean
}

/** Asks the container for its server and how that is set up. */
export const probeRedis = (reference: ContainerReference, login: RedisLogin): Script => sh`
${describeContainer(reference)}
if [ "$container_state" = running ]; then
  ${withClient(sh`"$container"`, login, PROBE)} || { status=$?; [ "$status" = 127 ] || exit "$status"; echo missing=redis-cli; }
fi`

/** The server that the probe found. Throws a UserError where there is none that can be backed up and restored, with the remedy. */
export function foundRedis(probed: string, reference: ContainerReference): RedisServer {
  const facts = readFacts(probed)
  const container = foundContainer(facts, reference)
  if (facts.optional('missing') !== undefined) {
    throw new UserError(
      `container ${container.name} is no Redis server: it has neither redis-cli nor valkey-cli`,
      {
        remedy: 'Correct `container`; the image must hold the client beside the server.'
      }
    )
  }
  if (facts.optional('lacks') !== undefined) {
    throw new UserError(
      `container ${container.name} has neither redis-check-rdb nor valkey-check-rdb, without which no restore can check what it staged`,
      { remedy: 'Use an image that holds the tools of the server, as the official ones do.' }
    )
  }
  refuse(container, facts.one('answer'))
  const info = pairs(facts, 'info')
  const config = pairs(facts, 'config')
  refuseKind(container, info)
  const refusal = facts.optional('config-error')
  if (refusal !== undefined) {
    throw new UserError(
      `the server in container ${container.name} does not tell where it keeps its data: ${refusal}`,
      NEEDED
    )
  }
  const version = info.get('valkey_version') ?? info.get('redis_version')
  if (version === undefined)
    throw new UserError(`the server in container ${container.name} does not tell its INFO`, NEEDED)
  const directory = config.get('dir') ?? ''
  requireMount(container, directory)
  return {
    container,
    product: info.has('valkey_version') ? 'valkey' : 'redis',
    version,
    major: Number.parseInt(version, 10),
    tool: readTool(facts.one('tool')),
    usedBytes: bytesOf(info.get('used_memory')),
    replica: info.get('role') === 'slave',
    directory,
    room: readFileSystem(facts.optional('room')),
    files: {
      dump: config.get('dbfilename') ?? 'dump.rdb',
      append: config.get('appendfilename') ?? 'appendonly.aof',
      appendFolder: config.get('appenddirname'),
      appendOnly: config.get('appendonly') === 'yes'
    },
    stopping: {
      savePoints: config.get('save') ?? '',
      onSigterm: config.get('shutdown-on-sigterm'),
      lastSaveFailed: info.get('rdb_last_bgsave_status') === 'err'
    },
    left: facts.all('left')
  }
}

// As in `redis-cli 8.0.2`, or `redis-cli 7.0.15 (git:…)`.
function readTool(told: string): RedisServer['tool'] {
  const [name = '', version = ''] = told.split(' ')
  return { name, version }
}

// Servers that somebody else runs, and those that only look like Redis, may keep it to themselves.
const bytesOf = (told: string | undefined): number | undefined =>
  /^\d+$/.test(told ?? '') ? Number(told) : undefined

const NEEDED = {
  remedy:
    'Set `password` of the component, and `username` if the server has users of its own (ACL). A user needs ' +
    '+ping +info +config|get +config|set +psync +sync +replconf, and +bgsave for a restore where the server saves by itself.'
}

const PROBE = sh`printf 'answer=%s\n' "$(ask PING 2>&1 | tr '\n' ' ')"
printf 'tool=%s\n' "$("$client" --version | head -n 1)"
ask INFO | tr -d '\r' | sed -n 's/^[a-z0-9_]*:/info=&/p'
for name in dir dbfilename appendonly appendfilename appenddirname save shutdown-on-sigterm; do
  reply=$(ask CONFIG GET "$name")
  case $reply in
    "$name
"*) printf 'config=%s:%s\n' "$name" "\${reply#*
}" ;;
    "$name") printf 'config=%s:\n' "$name" ;;
    '') ;;
    *) printf 'config-error=%s\n' "$(printf %s "$reply" | tr '\n' ' ')" ;;
  esac
  [ "$name" != dir ] || directory=\${reply#*
}
done
${describeRoom}
printf 'room=%s\n' "$(describe_room "$directory")"
for folder in "$directory"/.predeploy-old-* "$directory"/.predeploy-new-*; do
  [ ! -d "$folder" ] || printf 'left=%s\n' "$folder"
done
command -v redis-check-rdb >/dev/null || command -v valkey-check-rdb >/dev/null || echo lacks=redis-check-rdb`

const pairs = (facts: Facts, name: string): ReadonlyMap<string, string> =>
  new Map(
    facts.all(name).map((line) => {
      const [key = '', ...value] = line.split(':')
      return [key, value.join(':')] as const
    })
  )

function refuse(container: Container, answer: string): void {
  // With a wrong password the client goes on as whoever needs none.
  if (/PONG/.test(answer) && !/WRONGPASS/.test(answer)) return
  const said = answer.trim()
  if (/NOAUTH|WRONGPASS|AUTH failed|NOPERM/.test(said)) {
    throw new UserError(`the server in container ${container.name} does not let us in: ${said}`, NEEDED)
  }
  const known = ANSWERS.find(({ answer: pattern }) => pattern.test(said))
  if (known !== undefined) {
    throw new UserError(`the server in container ${container.name} refuses: ${said}`, {
      remedy: known.remedy
    })
  }
  throw new UserError(`the server in container ${container.name} does not answer: ${said}`, {
    remedy: `Look at its log (docker logs ${container.name}); if it listens on another port than 6379, set \`port\` of the component.`
  })
}

const ANSWERS = [
  { answer: /LOADING/, remedy: 'It is still loading its data: wait until it is up.' },
  {
    answer: /MISCONF/,
    remedy:
      'It could not save its data, and refuses writes: make room on its disk, or mend its rights there, and let it save (BGSAVE).'
  },
  { answer: /BUSY/, remedy: 'A script keeps it busy: wait, or end it with SCRIPT KILL or FUNCTION KILL.' }
]

function refuseKind(container: Container, info: ReadonlyMap<string, string>): void {
  const other = info.has('dragonfly_version')
    ? 'Dragonfly'
    : /keydb/i.test(`${info.get('executable')} ${container.imageName}`)
      ? 'KeyDB'
      : undefined
  if (other !== undefined) {
    throw new UserError(`container ${container.name} runs ${other}, whose files are not those of Redis`, {
      remedy: 'Back up its volume as a component of the type `volume`.'
    })
  }
  const mode = info.get('redis_mode') ?? info.get('server_mode') ?? 'standalone'
  if (mode !== 'standalone' || info.get('cluster_enabled') === '1') {
    throw new UserError(`container ${container.name} runs in ${mode} mode, which is not supported`, {
      remedy: 'Back up the volumes of all nodes as components of the type `volume`, with the nodes stopped.'
    })
  }
}

function requireMount({ name, mounts }: Container, directory: string): void {
  const isAround = ({ destination }: Mount) =>
    directory === destination || directory.startsWith(`${destination.replace(/\/$/, '')}/`)
  const mount = mounts
    .filter(isAround)
    .sort((one, other) => other.destination.length - one.destination.length)[0]
  if (mount?.writable && mount.kind !== 'tmpfs') return
  throw new UserError(
    `container ${name} keeps its data in ${directory}, which is ${mount === undefined ? 'on no volume' : 'not on a writable volume'}: a restore could not reach it`,
    { remedy: `Mount a volume at ${directory}, or leave the component out if its data may be lost.` }
  )
}
