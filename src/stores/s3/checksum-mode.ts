import type { S3Target } from '../../config/plan.js'
import type { Algorithm, Digests } from './checksums.js'

/** What is known of the checksums that a store verifies. */
export interface ChecksumMode {
  /** Whether the configuration says which algorithm to use. */
  readonly fixed: boolean
  /** The algorithm to use, or `undefined` as long as nobody knows. */
  current(): Algorithm | undefined
  /** What to compute of the first part, before the store was asked. */
  firstPart(): readonly Algorithm[]
  /** Notes what the store turned out to do. */
  learn(algorithm: Algorithm): void
}

/** Begins with what the configuration says. With `auto` the first object tells: who confirms a CRC32 gets those, others MD5. */
export function checksumMode(configured: S3Target['checksum']): ChecksumMode {
  let known: Algorithm | undefined = configured === 'auto' ? undefined : configured
  return {
    fixed: configured !== 'auto',
    current: () => known,
    // A store may confirm CRC32 for whole objects and not for parts: the first part has an MD5 for that case.
    firstPart: () => (configured === 'auto' && known !== 'md5' ? ['crc32', 'md5'] : [known ?? 'md5']),
    learn: (algorithm) => {
      if (configured === 'auto') known = algorithm
    }
  }
}

/** The request fields that let the store verify what it receives. Undecided: both, and the answer tells. */
export function checksumFields(
  digests: Digests,
  algorithm: Algorithm | undefined
): { ChecksumAlgorithm?: 'CRC32'; ChecksumCRC32?: string; ContentMD5?: string } {
  const { crc32, md5 } = digests
  return {
    ...(algorithm !== 'md5' && crc32 !== undefined && { ChecksumAlgorithm: 'CRC32', ChecksumCRC32: crc32 }),
    ...(algorithm !== 'crc32' && md5 !== undefined && { ContentMD5: md5 })
  }
}
