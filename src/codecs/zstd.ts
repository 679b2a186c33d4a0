import zlib from 'node:zlib'
import { sh } from '../host-script/script.js'
import type { Codec } from './codec.js'

/** Whether this Node can read and write zstd itself (from 22.15 on). */
export const runnerHasZstd = typeof zlib.createZstdDecompress === 'function'

/** Zstandard: as good as gzip at several times its speed. */
export const zstd: Codec = {
  name: 'zstd',
  extension: '.zst',
  compressOnHost: (level = DEFAULT_LEVEL) => sh`zstd -q -c ${`-${level}`}`,
  decompressOnHost: sh`zstd -q -d -c`,
  compress: (level = DEFAULT_LEVEL) =>
    zlib.createZstdCompress({
      chunkSize: CHUNK_BYTES,
      params: { [zlib.constants.ZSTD_c_compressionLevel]: level, [zlib.constants.ZSTD_c_checksumFlag]: 1 }
    }),
  decompress: () => zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES })
}

const DEFAULT_LEVEL = 3
const CHUNK_BYTES = 128 * 1024
