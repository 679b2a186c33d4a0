import { setTimeout as sleep } from 'node:timers/promises'
import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { UserError } from '../../errors.js'
import type { StoredObject } from '../store.js'
import { type Bucket, S3RequestFailed } from './bucket.js'
import { dateOrNow } from './store-clock.js'
import { address } from './upload.js'

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

/** Asks the store what it holds, and compares. */
export async function confirm(
  bucket: Bucket,
  key: string,
  { expected, answer }: { readonly expected: Expectation; readonly answer: StoreAnswer }
): Promise<StoredObject> {
  const found = await findNewObject(bucket, key)
  const wrong = difference(expected, found)
  if (wrong !== undefined) throw storedWrongly(bucket, key, wrong)
  const confirmed =
    expected.partsConfirmed === true || (answer.ChecksumCRC32 ?? found.ChecksumCRC32) !== undefined
  if (expected.crc32 !== undefined && !confirmed) {
    throw new UserError(`${bucket.label}/${key}: the store does not say which CRC32 it computed`, {
      remedy: 'Set store.checksum to md5 (or leave it out).'
    })
  }
  return storedObject(bucket, key, found)
}

/** Rejects when an answer to a put or to a part names another checksum than was sent. */
export function checkAnswer(
  bucket: Bucket,
  key: string,
  { expected, found }: { readonly expected: Expectation; readonly found: StoreAnswer }
): void {
  const wrong = checksumDifference(expected, found)
  if (wrong !== undefined) throw storedWrongly(bucket, key, wrong)
}

/** Describes an object with its checksum; `undefined` where there is none. */
export async function findObject(
  bucket: Bucket,
  key: string,
  patience = bucket.patience
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await bucket.request({
      operation: 'HeadObject',
      right: 'GetObject',
      key,
      patience,
      send: (client, options) =>
        client.send(new HeadObjectCommand({ ...address(bucket, key), ChecksumMode: 'ENABLED' }), options)
    })
  } catch (error) {
    if (error instanceof S3RequestFailed && error.fault.status === 404) return undefined
    throw error
  }
}

/** Describes what the store said about an object. */
export function storedObject(bucket: Bucket, key: string, head: HeadObjectCommandOutput): StoredObject {
  return {
    key,
    bytes: head.ContentLength ?? 0,
    modified: dateOrNow(bucket, head.LastModified),
    ...(head.ETag !== undefined && { etag: unquoted(head.ETag) })
  }
}

/** Says what of a stored object is not as it must be, or nothing. */
export function difference(expected: Expectation, found: StoreAnswer): string | undefined {
  if (found.ContentLength !== expected.bytes)
    return `${found.ContentLength} bytes instead of ${expected.bytes}`
  return checksumDifference(expected, found)
}

/** An ETag without its quotes. */
export const unquoted = (etag: string): string => etag.replace(/^"|"$/g, '')

// Some stores need a moment until an object that they confirmed is found.
async function findNewObject(bucket: Bucket, key: string): Promise<HeadObjectCommandOutput> {
  for (const pause of [0, 0.5, 1, 2, 4]) {
    if (pause > 0) await sleep(pause * 1000)
    const found = await findObject(bucket, key)
    if (found !== undefined) return found
  }
  throw new UserError(`${bucket.label}/${key}: the store confirmed the object and does not find it`, {
    remedy: 'Run it again; if it happens again, the store loses data.'
  })
}

const storedWrongly = (bucket: Bucket, key: string, what: string): UserError =>
  new UserError(`${bucket.label}/${key}: the store holds something else than was sent: ${what}`, {
    remedy: 'Run it again; if it happens again, the store or something on the way to it damages data.'
  })

function checksumDifference(expected: Expectation, found: StoreAnswer): string | undefined {
  if (!sameCrc32(expected.crc32, found.ChecksumCRC32))
    return `CRC32 ${found.ChecksumCRC32} instead of ${expected.crc32}`
  if (!sameEtag(expected.etag, found)) return `ETag ${found.ETag} instead of "${expected.etag}"`
  return undefined
}

// A checksum over the whole of an object that was sent in parts says nothing about those of its parts.
function sameCrc32(expected: string | undefined, found: string | undefined): boolean {
  if (expected === undefined || found === undefined) return true
  return expected.includes('-') && !found.includes('-') ? true : expected === found
}

// An ETag that cannot be an MD5 says nothing, nor does that of an object encrypted by KMS.
function sameEtag(expected: string | undefined, found: StoreAnswer): boolean {
  if (expected === undefined || found.ETag === undefined) return true
  const etag = unquoted(found.ETag).toLowerCase()
  if (!/^[0-9a-f]{32}(-\d+)?$/.test(etag) || found.ServerSideEncryption?.startsWith('aws:kms') === true)
    return true
  return etag === expected
}
