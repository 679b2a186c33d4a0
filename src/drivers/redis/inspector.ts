import { UserError } from '../../errors.js'
import type { Inspection, Inspector } from '../driver.js'
import { startReading } from '../incoming.js'
import { startChecksum } from './checksum.js'
import { type Rdb, readRdb } from './rdb.js'

/** Inspects an RDB file: keys per database, how many of them expire, and its checksum. */
export function rdbInspector(): Inspector {
  const reader = startReading('the RDB file', readRdb)
  const checksum = startChecksum()
  // The last eight bytes are the checksum itself, and only the end tells which are the last.
  let held = Buffer.alloc(0)
  return {
    write(chunk) {
      reader.write(chunk)
      if (chunk.length < CHECKSUM_BYTES) {
        const seen = Buffer.concat([held, chunk])
        const checked = Math.max(0, seen.length - CHECKSUM_BYTES)
        checksum.update(seen.subarray(0, checked))
        held = seen.subarray(checked)
      } else {
        checksum.update(held)
        checksum.update(chunk.subarray(0, chunk.length - CHECKSUM_BYTES))
        held = Buffer.from(chunk.subarray(chunk.length - CHECKSUM_BYTES))
      }
    },
    end() {
      const rdb = reader.end()
      // Servers that are told to write no checksum write 0.
      if (rdb.checksum !== 0n && rdb.checksum !== checksum.value()) {
        throw new UserError('the RDB file is damaged: its checksum does not fit')
      }
      return inspection(rdb)
    }
  }
}

const CHECKSUM_BYTES = 8

function inspection({ magic, about, databases, functions }: Rdb): Inspection {
  const counts: Record<string, number> = {}
  for (const [number, { keys, expires }] of databases) {
    counts[`db${number}`] = keys
    if (expires > 0) counts[`db${number} expires`] = expires
  }
  if (functions > 0) counts['function libraries'] = functions
  const version = about['valkey-ver'] ?? about['redis-ver']
  return { counts, details: { format: magic, ...(version === undefined ? {} : { serverVersion: version }) } }
}
