import { UserError } from '../../errors.js'

/** What a capture prints on standard error when GNU tar ended with 1: the archive is whole, but files changed while it was made. */
export const FILES_CHANGED = 'predeploy: tar ended with 1'

/**
 * Reads what tar said while it wrote an archive and gives what the user should know. Throws a UserError where files changed
 * and `strict` forbids that, and where tar ended with 1 for a reason that is not known to be harmless.
 */
export function judgeTarMessages(stderr: string, strict: boolean): readonly string[] {
  const lines = stderr.split('\n')
  const changed = lines.flatMap((line) => CHANGED.exec(line)?.groups?.['name'] ?? [])
  const sockets = lines.filter((line) => SOCKET.test(line)).length
  const mounted = lines.flatMap((line) => MOUNTED.exec(line)?.groups?.['name'] ?? [])
  const unsupported = lines.flatMap((line) => UNSUPPORTED.exec(line)?.groups?.['what'] ?? [])
  const endedWithChanges = lines.includes(FILES_CHANGED)
  if (endedWithChanges && changed.length === 0) {
    throw new UserError(`tar failed: ${lines.filter((line) => line.startsWith('tar:')).join('; ')}`)
  }
  if (endedWithChanges && strict) {
    throw new UserError(`${count(changed.length, 'file')} changed while being read: ${some(changed)}`, {
      remedy:
        'Stop what writes to them during the backup, exclude them, or allow it with `strict: false`: such a file may be torn.'
    })
  }
  return [
    ...(endedWithChanges
      ? [`${count(changed.length, 'file')} changed while being read and may be torn: ${some(changed)}`]
      : []),
    ...(sockets > 0 ? [`${count(sockets, 'socket')} left out: no backup can hold one`] : []),
    ...(mounted.length > 0 ? [`other file systems are mounted inside and left out: ${some(mounted)}`] : []),
    ...unsupported.map((what) => `tar keeps no ${what}`)
  ]
}

const CHANGED =
  /^tar: (?<name>.+): (?:file changed as we read it|File removed before we read it|File shrank by \d+ bytes?; padding with zeros)$/

const SOCKET = /^tar: .+: socket ignored$/

const MOUNTED = /^tar: (?<name>.+): (?:file|directory) is on a different filesystem; not dumped$/

const UNSUPPORTED = /^tar: (?<what>POSIX ACL|XATTR) support is not available$/

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

function some(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return names.slice(0, 5).join(', ') + more
}
