import { UserError } from '../../errors.js'
import { sh } from '../../host-script/script.js'
import type { Check, Inspection } from '../driver.js'
import { type RedisLogin, withClient } from './login.js'
import type { RedisServer } from './server.js'

/** Proves that the server which was started has loaded the backup, as far as it tells. */
export const loadedCheck = ({ container }: Pick<RedisServer, 'container'>, login: RedisLogin): Check => ({
  script: sh`tries=0
while :; do
  answer=$(${withClient(container.id, login, ANSWER)})
  status=$?
  tries=$((tries + 1))
  if [ "$status" -ne 75 ] || [ "$tries" -ge ${LOADING_SECONDS} ]; then break; fi
  sleep 1
done
printf '%s\n' "$answer"
exit "$status"`,
  judge(output, staged) {
    const problem = differenceFrom(output, (staged[0] as Inspection).counts)
    if (problem === undefined) return
    throw new UserError(problem, {
      remedy: `See what the server said when it started (docker logs ${container.name}), and what else writes to it, and restore again.`
    })
  }
})

/** All keys that were counted in a backup. */
export const sumOfKeys = (counts: Inspection['counts']): number =>
  Object.entries(counts).reduce((sum, [name, count]) => (/^db\d+$/.test(name) ? sum + count : sum), 0)

// 75 asks for another try. One INFO is one moment.
const ANSWER = sh`said=$(ask PING 2>&1)
case $said in
  *PONG*) ask INFO ;;
  *LOADING* | *[Cc]onnect*) exit 75 ;;
  *) printf '%s\n' "$said" >&2; exit 1 ;;
esac`

const LOADING_SECONDS = 3600

type Told = (name: string) => number | undefined

function differenceFrom(info: string, counts: Inspection['counts']): string | undefined {
  const told: Told = (name) => {
    const [, value] = new RegExp(`^${name}:(\\d+)`, 'm').exec(info) ?? []
    return value === undefined ? undefined : Number(value)
  }
  const loaded = told('rdb_last_load_keys_loaded')
  const expired = told('rdb_last_load_keys_expired')
  // Before version 7 only what is there now is told.
  if (loaded === undefined || expired === undefined) return differenceOfPresent(info, told, counts)
  return loaded + expired === sumOfKeys(counts)
    ? undefined
    : `the server loaded ${loaded} keys and passed over ${expired} that had expired, and the backup has ${sumOfKeys(counts)}`
}

interface Keys {
  readonly keys: number
  readonly expires: number
}

// Keys that expire may be gone. Everything else may differ by what clients have changed since the start, and that is told as well.
function differenceOfPresent(info: string, told: Told, counts: Inspection['counts']): string | undefined {
  const present = new Map<string, Keys>(
    [...info.matchAll(/^(db\d+):keys=(\d+),expires=(\d+)/gm)].map(([, name = '', keys, expires]) => [
      name,
      { keys: Number(keys), expires: Number(expires) }
    ])
  )
  const changed = changesSinceStart(info, told)
  const databases = Object.keys(counts).filter((name) => /^db\d+$/.test(name))
  for (const name of new Set([...databases, ...present.keys()])) {
    const then: Keys = { keys: counts[name] ?? 0, expires: counts[`${name} expires`] ?? 0 }
    const now = present.get(name) ?? { keys: 0, expires: 0 }
    if (couldBecome(then, now, changed)) continue
    return (
      `the server has ${now.keys} keys in ${name}, of which ${now.expires} expire, and the backup ${then.keys} and ${then.expires}` +
      (changed === undefined ? '' : `; clients have changed ${changed} since it was started`)
    )
  }
  return undefined
}

function couldBecome(then: Keys, now: Keys, changed: number | undefined): boolean {
  const stays = then.keys - then.expires
  if (changed === undefined) return now.keys >= stays
  return (
    Math.abs(now.keys - now.expires - stays) <= changed && Math.max(0, now.expires - then.expires) <= changed
  )
}

// The server counts changes since it saved last, so since its start as long as it has not saved.
function changesSinceStart(info: string, told: Told): number | undefined {
  const changes = told('rdb_changes_since_last_save')
  if (changes === undefined || !/^rdb_last_bgsave_time_sec:-1\b/m.test(info)) return undefined
  return changes + (told('evicted_keys') ?? 0)
}
