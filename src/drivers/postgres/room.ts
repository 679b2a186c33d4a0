import { formatBytes } from '../../format.js'
import { type FileSystem, refuseWithoutRoom } from '../room.js'
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

/** Refuses a restore that would stage these databases where a file system has no room for them and for the log. */
export function refuseWithoutRoomFor({ room, log }: PostgresServer, databases: readonly StagedSize[]): void {
  const placed = databases.flatMap((database) => {
    // Tables in another tablespace than their database count as if they were in its.
    const fileSystem = room.tablespaces.get(database.tablespace) ?? room.data
    return fileSystem === undefined ? [] : [{ ...database, fileSystem }]
  })
  const fileSystems = [...placed.map(({ fileSystem }) => fileSystem), room.log]
  for (const device of new Set(fileSystems.map((each) => each?.device))) {
    const ofServer = fileSystems.find((each) => each?.device === device)
    if (ofServer === undefined) continue
    const here = placed.filter(({ fileSystem }) => fileSystem.device === device)
    const holdsLog = room.log?.device === device
    refuseWithoutRoom(
      {
        bytes: here.reduce((sum, { bytes }) => sum + bytes, 0),
        beside: holdsLog ? log.limitBytes : 0,
        ofServer
      },
      [
        ...(here.length === 0 ? [] : [`the database ${here.map(({ name }) => name).join(', ')} lies`]),
        ...(holdsLog ? [`the server writes its log, up to ${formatBytes(log.limitBytes)}`] : [])
      ].join(', and ')
    )
  }
}

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
