import { setTimeout as sleep } from 'node:timers/promises'
import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { UserError } from '../../errors.js'
import type { StoredObject } from '../store.js'
import { type Bucket, S3RequestFailed } from './bucket.js'
import {
  checksumCompared,
  checksumDifference,
  difference,
  type Expectation,
  type StoreAnswer,
  unquoted
} from './difference.js'
import type { Patience } from './retry.js'
import { dateOrNow } from './store-clock.js'
import { address } from './upload.js'

/** Asks the store what it holds, and compares; where there is no checksum to compare, a notice says so. */
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
  if (!checksumCompared(expected, [answer, found])) bucket.notice(sizesOnly(bucket))
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
  patience?: Patience
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await bucket.request({
      operation: 'HeadObject',
      right: 'GetObject',
      key,
      ...(patience !== undefined && { patience }),
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

const sizesOnly = ({ label, target }: Bucket): string =>
  [
    `${label}: the store tells no checksum of its objects that can be compared with what was sent (gateways and encryption by KMS`,
    'have ETags that are no MD5s). Their sizes were compared, and checksums were sent along for the store to check; a restore',
    'compares the SHA-256 of every artifact.',
    ...(target.checksum === 'md5' ? ['Without store.checksum the store may confirm CRC32s.'] : [])
  ].join(' ')
