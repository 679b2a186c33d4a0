import { UserError } from '../../errors.js'
import { databaseOn } from './database.js'
import { type DatabaseImage, databaseImage, judgeImages, type Verdict } from './database-image.js'
import type { VolumeFacts, VolumeUser } from './facts.js'

/** What a manifest tells of who used the volume, and where; absent in what early versions wrote. */
export interface StoredUsers {
  readonly users?: readonly StoredUser[] | undefined
  readonly architecture?: string | undefined
}

/**
 * What there is to know before the files of a database come back below containers whose images are not those of the backup. Refuses it only where
 * all of these are servers that certainly cannot use the files; what else differs is a warning.
 */
export function judgeDatabases(stored: StoredUsers, facts: VolumeFacts): readonly string[] {
  const writers = (stored.users ?? []).flatMap(readWriter)
  const judged = facts.users.flatMap((user) => judge(user, writers))
  const [first] = judged
  // One that names no product may be what wrote the files; or it only made their folder.
  const areKnown = writers.every(({ image }) => image !== undefined)
  if (first !== undefined && areKnown && judged.every(({ verdict }) => verdict === 'unfit'))
    throw unfit(first)
  const isServed = judged.some(({ verdict, image }) => verdict === 'fits' && image !== undefined)
  return [
    ...judged
      .filter(({ verdict }) => verdict === 'unfit' || (verdict === 'unknown' && !isServed))
      .map(warningOf),
    ...warningsOfProcessor(stored, facts, writers.length > 0)
  ]
}

interface StoredUser {
  readonly image: string
  readonly imageId?: string | undefined
  readonly database?: string | undefined
}

/** A container that had the files of a database when they were backed up. */
interface Writer {
  readonly name: string
  readonly id: string | undefined
  readonly database: string
  readonly image: DatabaseImage | undefined
}

interface Judged {
  readonly user: VolumeUser
  readonly image: DatabaseImage | undefined
  readonly writer: Writer
  readonly verdict: Verdict
}

const readWriter = ({ image: name, imageId: id, database }: StoredUser): readonly Writer[] =>
  database === undefined ? [] : [{ name, id, database, image: databaseImage(name, database) }]

// A container that only reads, or has the volume where no database looks for its files, is no server of them.
function judge(user: VolumeUser, writers: readonly Writer[]): readonly Judged[] {
  const database = databaseOn(user)
  if (writers.length === 0 || database === undefined || !user.writes) return []
  const image = databaseImage(user.imageName, database)
  const same = writers.find(({ name, id }) => name === user.imageName || id === user.image)
  if (same !== undefined) return [{ user, image, writer: same, verdict: 'fits' }]
  const known = writers.filter((writer) => writer.image !== undefined)
  const judged = (known.length === 0 ? writers : known).map((writer) => ({
    ...{ user, image, writer },
    verdict: judgeImages(writer.image, image)
  }))
  return BEST_FIRST.flatMap((verdict) => judged.filter((one) => one.verdict === verdict)).slice(0, 1)
}

const BEST_FIRST: readonly Verdict[] = ['fits', 'unknown', 'unfit']

const unfit = ({ user, writer }: Judged): UserError =>
  new UserError(
    `the backup holds the files that ${writer.name} wrote, and ${user.name} is ${user.imageName}, which cannot use them`,
    {
      remedy: `Let ${user.name} be ${writer.name} again (docker compose up), or stop and remove it (its volume stays), and restore again. To move data to another server, use its own dump.`
    }
  )

const warningOf = ({ user, writer, verdict }: Judged): string =>
  `the files of ${writer.database} were written below ${writer.name}, and ${user.name} is ${user.imageName}: ${
    verdict === 'unfit' ? 'by their names it cannot use them' : 'nobody knows before whether it can use them'
  }`

function warningsOfProcessor(
  stored: StoredUsers,
  { architecture }: Pick<VolumeFacts, 'architecture'>,
  holdsDatabase: boolean
): readonly string[] {
  const [then, now] = [stored.architecture, architecture].map((name) => ALIASES.get(name ?? '') ?? name)
  if (then === undefined || now === undefined || then === now) return []
  const also = holdsDatabase ? ', and not every database uses its files there' : ''
  return [
    `the backup was made on ${stored.architecture}, and the host is ${architecture}: programs on the volume may not run there${also}`
  ]
}

// As systems call them, and as Docker does.
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64']
])
