import { formatBytes } from '../../format.js'
import { type Demand, type FileSystem, identityOf } from '../room.js'
import type { PostgresServer } from './server.js'

/** What a server tells of its write-ahead log, which grows while databases are staged. */
export interface WriteAheadLog {
  /** How large it gets before the server makes room in it (`max_wal_size`), in bytes. */
  readonly limitBytes: number
  /** Whether what archives it failed last: then nothing of it goes. */
  readonly archivingFails: boolean
  /** Replication slots that nobody reads: it is kept for them. */
  readonly idleSlots: readonly string[]
}

/** Where a server keeps what, as far as it may be known. */
export interface PostgresRoom {
  readonly data: FileSystem | undefined
  readonly log: FileSystem | undefined
  /** Of tablespaces with a place of their own, by name. */
  readonly tablespaces: ReadonlyMap<string, FileSystem>
}

/** A database that is staged. */
export interface StagedSize {
  readonly name: string
  readonly tablespace: string
  readonly bytes: number
}

/** What staging these databases needs, on each file system that gets something of them or of the log. */
export function demandsOf(
  { container, room, log }: Pick<PostgresServer, 'container' | 'room' | 'log'>,
  databases: readonly StagedSize[]
): readonly Demand[] {
  const placed = databases.flatMap((database) => {
    const fileSystem = placeOf(room, database)
    return fileSystem === undefined ? [] : [{ ...database, fileSystem }]
  })
  const all = [...placed.map(({ fileSystem }) => fileSystem), ...(room.log === undefined ? [] : [room.log])]
  const fileSystems = new Map(all.map((fileSystem) => [identityOf(fileSystem), fileSystem]))
  return [...fileSystems].map(([identity, fileSystem]) => {
    const here = placed.filter((each) => identityOf(each.fileSystem) === identity)
    const holdsLog = room.log !== undefined && identityOf(room.log) === identity
    const coming = {
      bytes: here.reduce((sum, { bytes }) => sum + bytes, 0),
      ...(holdsLog ? { beside: log.limitBytes, writer: container.id } : {}),
      ofServer: fileSystem
    }
    const place = [
      ...(here.length === 0 ? [] : [tellDatabases(here)]),
      ...(holdsLog ? [`the server writes its log, up to ${formatBytes(log.limitBytes)}`] : [])
    ].join(', and ')
    return { coming, fileSystem, place }
  })
}

/** Whether it is known where all of this goes. */
export const knowsRoom = (
  { room }: Pick<PostgresServer, 'room'>,
  databases: readonly Pick<StagedSize, 'tablespace'>[]
): boolean => room.log !== undefined && databases.every((database) => placeOf(room, database) !== undefined)

/** What may let the log grow without end while databases are staged. */
export const warningsOfLog = ({ archivingFails, idleSlots }: WriteAheadLog): readonly string[] => [
  ...(archivingFails
    ? [
        'the server fails to archive its log (pg_stat_archiver), so all that the restore writes is kept and may fill the disk: mend archive_command before'
      ]
    : []),
  ...(idleSlots.length === 0
    ? []
    : [
        `nobody reads the replication slot ${idleSlots.join(', ')}, so the log of all that the restore writes is kept for it and may fill the disk: let it be read, or drop it (pg_drop_replication_slot)`
      ])
]

const tellDatabases = (all: readonly StagedSize[]): string => {
  const names = all.map(({ name }) => name).join(', ')
  return all.length === 1 ? `the database ${names} lies` : `the databases ${names} lie`
}

// Tables in another tablespace than their database count as if they were in its.
const placeOf = (
  { tablespaces, data }: PostgresRoom,
  { tablespace }: Pick<StagedSize, 'tablespace'>
): FileSystem | undefined => tablespaces.get(tablespace) ?? data
