import { UserError } from '../../errors.js'
import { isBelow, parentOf } from './paths.js'

/** A path that a restore exchanges, and what is mounted around it. */
export interface Mounted {
  readonly path: string
  /** Whether the path stays the same folder and only its content is exchanged. */
  readonly byContent: boolean
  /** Absolute paths that the backup leaves out. */
  readonly excluded: readonly string[]
  readonly mountPoints: readonly string[]
}

/**
 * Refuses a path that cannot be exchanged since a file system is mounted there: what is mounted within a folder would be moved with
 * it, and a mount point itself cannot be moved. What is left out of the backup may hold mounts, and may be one right in the folder.
 */
export function refuseMounted(mounted: Mounted): void {
  const { path, byContent, excluded, mountPoints } = mounted
  const staying = stayingIn(mounted)
  const within = mountPoints.find(
    (point) =>
      (isBelow(point, path) || (!byContent && point === path)) &&
      !staying.includes(point) &&
      !(byContent && excluded.some((left) => isBelow(left, path) && isBelow(point, left)))
  )
  if (within === undefined) return
  throw new UserError(`something is mounted at ${within}, so ${path} cannot be exchanged`, {
    remedy:
      byContent && isBelow(within, path)
        ? `Unmount it, leave it out of the backup (\`exclude: [${entryOf(path, within)}]\`), or name what lies beside it instead of ${path}.`
        : `Unmount it, or name what lies beside it instead of ${path}.`
  })
}

/** What an exchange passes over: what is left out of the backup and lies right in the folder. */
export const stayingIn = ({
  path,
  byContent,
  excluded
}: Pick<Mounted, 'path' | 'byContent' | 'excluded'>): readonly string[] =>
  byContent ? excluded.filter((left) => parentOf(left) === path) : []

// What lies right in the folder and holds the path, or is it.
const entryOf = (folder: string, path: string): string =>
  folder + path.slice(folder.length).split('/').slice(0, 2).join('/')
