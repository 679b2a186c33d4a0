import type { Duplex } from 'node:stream'
import type { Script } from '../host-script/script.js'

/** A standard compression format: how the host and the runner write and read it. */
export interface Codec {
  readonly name: 'zstd' | 'gzip' | 'none'
  /** What it adds to a file's name. */
  readonly extension: string
  /** The host's stage of a pipeline that compresses; `undefined` where there is nothing to do. */
  compressOnHost(level: number | undefined): Script | undefined
  readonly decompressOnHost: Script | undefined
  /** The runner's stream that compresses; `undefined` where there is nothing to do. */
  compress(level: number | undefined): Duplex | undefined
  /** The runner's stream that decompresses; it errors when its input is cut short. */
  decompress(): Duplex | undefined
}
