import { isBelow } from './paths.js'

/** A line of a process's mountinfo: which part of a file system is mounted where. */
export interface MountLine {
  readonly id: string
  readonly device: string
  readonly root: string
  readonly point: string
}

/** Reads such a line. */
export function readMountLine(line: string): MountLine {
  const [id = '', , device = '', root = '', point = ''] = line.split(' ')
  return { id, device, root: unescaped(root).replace(/\/\/deleted$/, ''), point: unescaped(point) }
}

/**
 * Where on the host lies what somebody has mounted, told by the host's own mounts of the same file system; nowhere where it is one
 * of these itself.
 */
export const sourcesOf = (mount: MountLine, own: readonly MountLine[]): readonly string[] =>
  own.some(({ id }) => id === mount.id)
    ? []
    : own
        .filter(
          ({ device, root }) => device === mount.device && (root === mount.root || isBelow(mount.root, root))
        )
        .map(({ root, point }) => joined(point, mount.root.slice(root === '/' ? 0 : root.length)))

const joined = (point: string, rest: string): string =>
  point === '/' ? rest || '/' : rest === '/' ? point : point + rest

/** The kernel writes spaces and the like in mountinfo as octal numbers. */
export const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
