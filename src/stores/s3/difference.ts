/** What an object must be once it is stored. An absent value was not computed and is not compared. */
export interface Expectation {
  readonly bytes: number
  readonly crc32?: string
  /** Compared where the store's ETags are checksums. */
  readonly etag?: string
  /** Whether the store has confirmed the checksum of each part already. */
  readonly partsConfirmed?: boolean
}

/** What the store says of an object or of a part. */
export interface StoreAnswer {
  readonly ETag?: string | undefined
  readonly ChecksumCRC32?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly ContentLength?: number | undefined
}

/** Says what of a stored object is not as it must be, or nothing. */
export function difference(expected: Expectation, found: StoreAnswer): string | undefined {
  if (found.ContentLength !== expected.bytes)
    return `${found.ContentLength} bytes instead of ${expected.bytes}`
  return checksumDifference(expected, found)
}

/** Says which checksum of a stored object, or of a part, is another one than that of what was sent, or nothing. */
export function checksumDifference(expected: Expectation, found: StoreAnswer): string | undefined {
  if (!sameCrc32(expected, found)) return `CRC32 ${found.ChecksumCRC32} instead of ${expected.crc32}`
  if (!sameEtag(expected, found)) return `ETag ${found.ETag} instead of "${expected.etag}"`
  return undefined
}

/** Whether any of the store's answers told a checksum of the kind that was computed. */
export function checksumCompared(expected: Expectation, answers: readonly StoreAnswer[]): boolean {
  if (expected.partsConfirmed === true) return true
  return answers.some(
    (answer) =>
      comparableCrc32(expected, answer) !== undefined || comparableEtag(expected, answer) !== undefined
  )
}

/** An ETag without its quotes. */
export const unquoted = (etag: string): string => etag.replace(/^"|"$/g, '')

const sameCrc32 = (expected: Expectation, found: StoreAnswer): boolean =>
  [undefined, expected.crc32].includes(comparableCrc32(expected, found))

const sameEtag = (expected: Expectation, found: StoreAnswer): boolean =>
  [undefined, expected.etag].includes(comparableEtag(expected, found))

// A checksum over the whole of an object that was sent in parts says nothing about those of its parts.
function comparableCrc32(expected: Expectation, { ChecksumCRC32: found }: StoreAnswer): string | undefined {
  if (expected.crc32 === undefined || found === undefined) return undefined
  return expected.crc32.includes('-') && !found.includes('-') ? undefined : found
}

// An ETag that cannot be an MD5 says nothing, nor does that of an object encrypted by KMS.
function comparableEtag(expected: Expectation, found: StoreAnswer): string | undefined {
  if (expected.etag === undefined || found.ETag === undefined) return undefined
  if (found.ServerSideEncryption?.startsWith('aws:kms') === true) return undefined
  const etag = unquoted(found.ETag).toLowerCase()
  return /^[0-9a-f]{32}(-\d+)?$/.test(etag) ? etag : undefined
}
