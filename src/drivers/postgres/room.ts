import { UserError } from '../../errors.js'
import { formatBytes } from '../../format.js'
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

/** Refuses a restore that would stage that many bytes where there is no room for them, for the log and for a reserve. */
export function refuseWithoutRoom({ freeBytes, log }: PostgresServer, bytes: number): void {
  const wanted = bytes * 1.1 + log.limitBytes + RESERVE_BYTES
  if (freeBytes === undefined || freeBytes >= wanted) return
  throw new UserError(
    `the restore stages ${formatBytes(bytes)} beside the old data and writes up to ${formatBytes(log.limitBytes)} of log, and only ${formatBytes(freeBytes)} are free`,
    { remedy: `Make ${formatBytes(wanted - freeBytes)} of room where the databases lie.` }
  )
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

// A server whose disk is full stops, old data included.
const RESERVE_BYTES = 512 * 1024 * 1024
