import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The checksums of a run of bytes, in base64 as S3 headers carry them; the ones that were asked for. */
export interface Digests {
  readonly crc32?: string
  readonly md5?: string
}

export type Algorithm = keyof Digests

/** Computes checksums of bytes that come in pieces: each byte is looked at once per algorithm. */
export interface Digester {
  update(bytes: Uint8Array): void
  digests(): Digests
}

/** Starts computing the named checksums. */
export function digester(algorithms: readonly Algorithm[]): Digester {
  const md5 = algorithms.includes('md5') ? createHash('md5') : undefined
  const wantsCrc = algorithms.includes('crc32')
  let crc = 0
  return {
    update: (bytes) => {
      if (wantsCrc) crc = crc32(bytes, crc)
      md5?.update(bytes)
    },
    digests: () => ({
      ...(wantsCrc && { crc32: base64OfCrc(crc) }),
      ...(md5 !== undefined && { md5: md5.digest('base64') })
    })
  }
}

/** The CRC32 that S3 gives an object of several parts: the checksum of the parts' checksums, and how many they are. */
export function compositeCrc32(parts: readonly string[]): string {
  const all = Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))
  return `${base64OfCrc(crc32(all))}-${parts.length}`
}

/** The ETag that S3 gives an object of several parts: the MD5 of the parts' MD5s, and how many they are. */
export function compositeEtag(parts: readonly string[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(Buffer.from(part, 'base64'))
  return `${hash.digest('hex')}-${parts.length}`
}

/** A base64 checksum in hexadecimal, as ETags write it. */
export const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')

function base64OfCrc(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes.toString('base64')
}
