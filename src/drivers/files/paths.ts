import { UserError } from '../../errors.js'
import { normalized } from '../tar/paths.js'

/** The declared paths, normalized and sorted, without those that lie below another. Throws a UserError where one cannot be backed up. */
export function mergePaths(declared: readonly string[]): readonly string[] {
  const paths = [...new Set(declared.map(usable))].sort()
  return paths.filter((path) => !paths.some((other) => isBelow(path, other)))
}

/** The declared exceptions, normalized. Throws a UserError where one is not below any of the paths. */
export function mergeExceptions(declared: readonly string[], paths: readonly string[]): readonly string[] {
  return declared.map((text) => {
    const path = usable(text)
    if (paths.some((other) => isBelow(path, other))) return path
    throw new UserError(`exclude names ${path}, which is not below any of the paths`, {
      remedy: 'Write it as an absolute path below one of `paths`, or take it out.'
    })
  })
}

/** Whether a path lies below another: not the same, and not only beginning alike. */
export const isBelow = (path: string, other: string): boolean =>
  path.startsWith(other === '/' ? '/' : `${other}/`) && path !== other

/** How the path is called in an archive whose root is `/`. */
export const memberName = (path: string): string => path.slice(1)

/** The directory that a path lies in. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

function usable(text: string): string {
  const path = normalized(text)
  if (!path.startsWith('/')) {
    throw new UserError(`${text} is no absolute path`, { remedy: 'Begin it with "/".' })
  }
  if (path.split('/').includes('..')) {
    throw new UserError(`${text} holds ".."`, { remedy: 'Write the path as it is without.' })
  }
  if (path === '/' || KERNEL.some((place) => path === place || isBelow(path, place))) {
    throw new UserError(`${path} cannot be backed up as files`, {
      remedy: 'Name the folders and files that your stack needs, e.g. /opt/shop/docker-compose.yml.'
    })
  }
  return path
}

// What the kernel shows there are no files.
const KERNEL = ['/proc', '/sys', '/dev']
