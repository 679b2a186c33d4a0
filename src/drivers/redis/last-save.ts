import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import { type RedisLogin, withClient } from './login.js'
import type { RedisServer } from './server.js'

/** An option that makes a server write its data when it stops, and what it was before. */
export interface LastSave {
  readonly option: 'save' | 'shutdown-on-sigterm'
  readonly value: string
  readonly before: string
}

/**
 * What a server must be told so that it writes its data when it stops, since an undo could not bring back what was in memory only;
 * `undefined` where it writes anyway. Throws a UserError where the server says that it cannot write.
 */
export function lastSaveOf({
  files,
  stopping
}: Pick<RedisServer, 'files' | 'stopping'>): LastSave | undefined {
  const { savePoints, onSigterm, lastSaveFailed } = stopping
  if (files.appendOnly) return undefined
  if (lastSaveFailed) {
    throw new UserError(
      'the server could not save its data the last time, and has some in memory only: a restore that fails could not put it back',
      { remedy: 'Make room on its disk, let it save (BGSAVE), and restore again.' }
    )
  }
  const words = onSigterm?.split(' ') ?? []
  const saves = words.includes('save') || (savePoints !== '' && !words.includes('nosave'))
  // By force it ends though it could not save.
  if (saves && !words.includes('force')) return undefined
  if (onSigterm === undefined) return { option: 'save', value: ONCE_A_YEAR, before: savePoints }
  const kept = words.filter((word) => word === 'now')
  return { option: 'shutdown-on-sigterm', value: ['save', ...kept].join(' '), before: onSigterm }
}

// Before version 7 a server writes its data at its end if it has any save point. This one lets it not write before.
const ONCE_A_YEAR = '31536000 1'

/** Lets the server write its data when it stops. Harmless where it was done. */
export const arrangeLastSave = (
  { container }: RedisServer,
  login: RedisLogin,
  { option, value }: LastSave
): Script =>
  withClient(
    container.id,
    login,
    sh`said=$(ask CONFIG SET ${option} ${value} 2>&1)
[ "$said" = OK ] || {
  printf 'the server has its data in memory only, and may not be told to write it when it stops: %s\n' "$said" >&2
  echo 'give the user +config|set, or let the server save (CONFIG SET save)' >&2
  exit 1
}`
  )

/** Takes that back where the server was not started anew since. */
export const takeBackLastSave = (
  { container }: RedisServer,
  login: RedisLogin,
  { option, value, before }: LastSave
): Script => sh`if [ "$(docker inspect --type container --format '{{.State.Running}}' ${container.id})" = true ]; then
  ${withClient(
    container.id,
    login,
    sh`said=$(ask CONFIG GET ${option} 2>&1)
[ "$said" != ${`${option}\n${value}`} ] || said=$(ask CONFIG SET ${option} ${before} 2>&1)
case $said in
  OK | ${option}*) ;;
  *) printf '%s\n' "$said" >&2; exit 1 ;;
esac`
  )}
fi`
