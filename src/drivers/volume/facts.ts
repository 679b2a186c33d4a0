import { z } from 'zod'
import { dockerError } from '../container.js'
import { type Facts, readFact } from '../facts.js'
import { type FileSystem, readFileSystem } from '../room.js'
import { type TarTool, tarTool } from '../tar/command.js'

/** A volume as the host describes it, and who could read it. */
export interface VolumeFacts {
  /** Undefined where there is no such volume. */
  readonly volume: Volume | undefined
  readonly users: readonly VolumeUser[]
  /** Images that have a tar, by id, the most fitting first. */
  readonly images: readonly { readonly id: string; readonly described: string; readonly tool: TarTool }[]
  readonly declaredImage: string | undefined
  /** Where the volume lies, as far as it is known. */
  readonly room: FileSystem | undefined
  /** Of the host's processor, as in `x86_64`. */
  readonly architecture: string | undefined
  /** Folders on it that earlier restores left. */
  readonly left: readonly string[]
}

export type Volume = z.infer<typeof volumeShape>

/** A container that uses the volume, running or not. */
export interface VolumeUser {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly image: string
  readonly imageName: string
  readonly place: string
  readonly writes: boolean
  /** Whether Docker removes it when it stops. */
  readonly autoRemove: boolean
  /** What its tar is, where a running one let root ask. */
  readonly tar: { readonly described: string; readonly tool: TarTool } | undefined
  /** Whether root inside sees the whole volume and nothing else below its place. */
  readonly seesExactly: boolean
  /** Kilobytes that the volume takes, where that was quick to find out. */
  readonly usedKilobytes: number | undefined
}

/** Reads what `probeVolume` printed. Throws a UserError where Docker itself does not answer. */
export function readVolumeFacts(facts: Facts, name: string): VolumeFacts {
  const failure = facts.optional('volume-error') ?? ''
  if (failure !== '' && !/no such volume/i.test(failure)) throw dockerError(failure)
  const readers = new Map(
    facts.all('reader').map((line) => {
      const [id = '', used = '', ...described] = line.split(' ')
      return [id, { used, described: described.join(' ') }]
    })
  )
  const described = facts.optional('volume')
  return {
    volume: described === undefined ? undefined : readFact(volumeShape, described, `the volume ${name}`),
    users: facts
      .all('user')
      .flatMap((line) =>
        readUser(readFact(userShape, line, `a container with the volume ${name}`), name, readers)
      ),
    images: facts.all('image-with-tar').flatMap((line) => {
      const [, id = '', described = ''] = /^(\S+) (.*)$/.exec(line) ?? []
      const tool = tarTool(described)
      return tool === undefined ? [] : [{ id, described, tool }]
    }),
    declaredImage: facts.optional('declared-image'),
    room: facts.all('room').map(readFileSystem)[0],
    architecture: facts.optional('architecture'),
    left: [...new Set(facts.all('left'))]
  }
}

/** Whether a container can touch files: it runs, or goes on once it is let. */
export const isUp = ({ state }: Pick<VolumeUser, 'state'>): boolean =>
  ['running', 'paused', 'restarting'].includes(state)

/** Bytes that the volume takes, where that was quick to find out. */
export function usedBytes({ users }: Pick<VolumeFacts, 'users'>): number | undefined {
  const used = users.find(({ usedKilobytes }) => usedKilobytes !== undefined)?.usedKilobytes
  return used === undefined ? undefined : used * 1024
}

const strings = z
  .record(z.string(), z.string())
  .nullable()
  .transform((values) => values ?? {})

const volumeShape = z.object({ name: z.string(), driver: z.string(), options: strings, labels: strings })

const userShape = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  image: z.string(),
  imageName: z.string(),
  mounts: z.array(
    z.object({ Type: z.string(), Name: z.string().default(''), Destination: z.string(), RW: z.boolean() })
  ),
  requested: z
    .array(
      z.object({
        Target: z.string(),
        VolumeOptions: z.object({ Subpath: z.string().optional() }).nullish()
      })
    )
    .nullable(),
  temporary: z.record(z.string(), z.string()).nullable(),
  capDrop: z.array(z.string()).nullable(),
  autoRemove: z.boolean()
})

function readUser(
  user: z.infer<typeof userShape>,
  volume: string,
  readers: ReadonlyMap<string, { readonly used: string; readonly described: string }>
): readonly VolumeUser[] {
  const mine = user.mounts.filter(({ Name }) => Name === volume)
  const [mount] = mine
  if (mount === undefined) return []
  const { used, described } = readers.get(user.id) ?? {}
  const tool = described === undefined ? undefined : tarTool(described)
  const within = `${mount.Destination.replace(/\/$/, '')}/`
  const hasOwnPart = user.requested?.some(
    ({ Target, VolumeOptions }) => Target === mount.Destination && (VolumeOptions?.Subpath ?? '') !== ''
  )
  return [
    {
      id: user.id,
      name: user.name.replace(/^\//, ''),
      state: user.state,
      image: user.image,
      imageName: user.imageName,
      place: mount.Destination,
      writes: mine.some(({ RW }) => RW),
      autoRemove: user.autoRemove,
      tar: described === undefined || tool === undefined ? undefined : { described, tool },
      seesExactly:
        mine.length === 1 &&
        (user.capDrop ?? []).length === 0 &&
        hasOwnPart !== true &&
        ![...user.mounts.map(({ Destination }) => Destination), ...Object.keys(user.temporary ?? {})].some(
          (destination) => destination.startsWith(within)
        ),
      usedKilobytes: used !== undefined && /^\d+$/.test(used) ? Number(used) : undefined
    }
  ]
}
