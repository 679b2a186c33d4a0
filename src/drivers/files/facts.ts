import { z } from 'zod'
import { type Facts, readFact } from '../facts.js'
import { type FileSystem, readFileSystem } from '../room.js'
import { type TarTool, tarTool } from '../tar/command.js'
import { unescaped } from './mountinfo.js'
import { readUnasked, type UnaskedDocker } from './unasked.js'

/** The paths of a files component as the host describes them. */
export interface FilesFacts {
  readonly tar: { readonly described: string; readonly tool: TarTool | undefined }
  /** The user's number on the host, and those of its groups. */
  readonly user: number
  readonly groups: readonly number[]
  /** How to be root on the host, if the paths need it: the user is, or sudo asks for no password. */
  readonly root: 'is root' | 'by sudo' | undefined
  /** Whether only root, by sudo, can read everything, or the user wants it so. */
  readonly readsBySudo: boolean
  readonly paths: readonly FilesPath[]
  readonly usedKilobytes: number | undefined
  /** Where file systems are mounted. */
  readonly mountPoints: readonly string[]
  /** What running containers mount of the host's files. */
  readonly mounts: readonly FilesMount[]
  /** What is known instead, where Docker did not tell that, or not all of it. */
  readonly unasked: UnaskedDocker | undefined
  /** Folders in or beside the paths that earlier restores left. */
  readonly left: readonly string[]
}

/** Files of the host that a running container mounts. */
export interface FilesMount {
  readonly container: string
  readonly name: string
  readonly source: string
  /** Whether Docker removes the container when it stops. */
  readonly autoRemove: boolean
}

export interface FilesPath {
  readonly path: string
  readonly kind: 'missing' | 'link' | 'directory' | 'file' | 'other'
  /** Where a link points. */
  readonly link: string | undefined
  /** The nearest directory above that exists. */
  readonly parent: string
  /** Of the folder in which a restore stages it, as far as it is known. */
  readonly room: FileSystem | undefined
  /** The directory that a restore must write in and the user may not. */
  readonly unwritable: string | undefined
  /** Whether something in it belongs to another user. */
  readonly foreign: boolean
  /** Some of what the user cannot read. */
  readonly unreadable: readonly string[]
}

/** Reads what `probeFiles` printed about the paths, in their order. */
export function readFilesFacts(facts: Facts, paths: readonly string[]): FilesFacts {
  const byIndex = (name: string, index: number): readonly string[] =>
    facts
      .all(name)
      .filter((line) => line === String(index) || line.startsWith(`${index} `))
      .map((line) => line.slice(String(index).length + 1))
  const described = facts.one('tar')
  const user = Number(facts.one('user'))
  const used = facts.optional('used') ?? ''
  return {
    tar: { described, tool: tarTool(described) },
    user,
    groups: facts.one('groups').split(' ').map(Number),
    root: user === 0 ? 'is root' : facts.optional('root') === 'yes' ? 'by sudo' : undefined,
    readsBySudo: facts.optional('reads') === 'root',
    paths: paths.map((path, index) => ({
      path,
      kind: kind.parse(byIndex('kind', index)[0]),
      link: byIndex('link', index)[0],
      parent: byIndex('parent', index)[0] ?? '/',
      room: readFileSystem(byIndex('room', index)[0]),
      unwritable: byIndex('unwritable', index)[0],
      foreign: byIndex('foreign', index).length > 0,
      unreadable: byIndex('unreadable', index)
    })),
    usedKilobytes: /^\d+$/.test(used) ? Number(used) : undefined,
    mountPoints: facts.all('mount').map(unescaped),
    mounts: facts.all('container').flatMap((line) => {
      const { id, name, mounts, autoRemove } = readFact(container, line, 'a container')
      return mounts
        .filter(({ Type }) => Type === 'bind')
        .map(({ Source }) => ({
          container: id,
          name: name.replace(/^\//, ''),
          source: Source,
          autoRemove
        }))
    }),
    unasked: readUnasked(facts, paths),
    left: [...new Set(facts.all('left'))]
  }
}

const kind = z.enum(['missing', 'link', 'directory', 'file', 'other'])

const container = z.object({
  id: z.string(),
  name: z.string(),
  mounts: z.array(z.object({ Type: z.string(), Source: z.string() })),
  autoRemove: z.boolean()
})
