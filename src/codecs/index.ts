import { UserError } from '../errors.js'
import type { Codec } from './codec.js'
import { gzip } from './gzip.js'
import { runnerHasZstd, zstd } from './zstd.js'

export type { Codec } from './codec.js'

/** Bytes as they are. */
export const none: Codec = {
  name: 'none',
  extension: '',
  compressOnHost: () => undefined,
  decompressOnHost: undefined,
  compress: () => undefined,
  decompress: () => undefined
}

/** The codec of that name, as a manifest tells it. */
export const codecNamed = (name: Codec['name']): Codec => ({ zstd, gzip, none })[name]

/** Which codec is used, and who runs it. */
export interface Compressor {
  readonly codec: Codec
  readonly where: 'host' | 'runner'
  readonly level: number | undefined
}

/**
 * Chooses how to compress: on the host where it can, so that fewer bytes travel; zstd before gzip. What the runner could not
 * read back is not chosen, since nothing is stored that was not seen to be whole.
 */
export function chooseCompressor(
  wish: { readonly codec: 'auto' | Codec['name']; readonly level?: number | undefined },
  hostTools: ReadonlySet<string>,
  runnerReadsZstd = runnerHasZstd
): Compressor {
  const { level } = wish
  if (wish.codec === 'none') return { codec: none, where: 'runner', level }
  if (wish.codec === 'zstd' && !runnerReadsZstd) {
    throw new UserError('zstd was asked for, but this Node cannot read it', {
      remedy: 'Use Node 22.15 or newer, or `compression: gzip`.'
    })
  }
  if (wish.codec !== 'gzip' && runnerReadsZstd) {
    return { codec: zstd, where: hostTools.has('zstd') ? 'host' : 'runner', level }
  }
  return { codec: gzip, where: hostTools.has('gzip') ? 'host' : 'runner', level }
}
