import zlib from 'node:zlib'
import { sh } from '../host-script/script.js'
import type { Codec } from './codec.js'

/** Gzip, for hosts that have nothing better. */
export const gzip: Codec = {
  name: 'gzip',
  extension: '.gz',
  compressOnHost: (level = DEFAULT_LEVEL) => sh`gzip -c ${`-${level}`}`,
  decompressOnHost: sh`gzip -d -c`,
  compress: (level = DEFAULT_LEVEL) => zlib.createGzip({ level, chunkSize: CHUNK_BYTES }),
  decompress: () => zlib.createGunzip({ chunkSize: CHUNK_BYTES })
}

// The slow levels of gzip win a few percent for several times the time, and a deploy waits.
const DEFAULT_LEVEL = 3
const CHUNK_BYTES = 256 * 1024
