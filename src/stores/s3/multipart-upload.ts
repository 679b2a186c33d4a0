import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput
} from '@aws-sdk/client-s3'
import { asError } from '../../errors.js'
import { type Bucket, S3RequestFailed } from './bucket.js'
import type { Algorithm } from './checksums.js'
import { isRefusal } from './commit.js'
import { listUploads } from './listing.js'
import { cleaningPatience } from './retry.js'
import { address, objectFields, type Upload } from './upload.js'

/** A multipart upload that the store has opened. */
export interface OpenedUpload {
  readonly uploadId: string
  /** The checksum that its parts carry. */
  readonly algorithm: Algorithm
  /** Whether an attempt whose answer was lost may have opened another one. */
  readonly unconfirmed: boolean
}

/** Opens a multipart upload; with `auto` its answer tells whether the parts carry CRC32s. */
export async function beginUpload(upload: Upload): Promise<OpenedUpload> {
  const { checksums } = upload
  const wanted = checksums.current() ?? 'crc32'
  const { answer, attempts } = await create(upload, wanted).catch((error: unknown) => {
    if (checksums.fixed || wanted === 'md5' || !isRefusal(error)) throw error
    return create(upload, 'md5')
  })
  if (answer.UploadId === undefined)
    throw new Error(`${upload.key}: the store opened an upload without an id`)
  const algorithm = checksums.fixed ? wanted : answer.ChecksumAlgorithm === 'CRC32' ? 'crc32' : 'md5'
  if (checksums.current() === undefined) checksums.learn(algorithm)
  return { uploadId: answer.UploadId, algorithm, unconfirmed: attempts > 1 }
}

/** Throws away what was sent of an upload; says what went wrong, if it did. Nothing of it may be travelling any more. */
export async function abandonUpload(upload: Upload, { uploadId }: OpenedUpload): Promise<string | undefined> {
  const { bucket, key } = upload
  try {
    await abortUpload(bucket, { key, uploadId })
    // A part that the store was still receiving may have come in after the first call.
    await abortUpload(bucket, { key, uploadId })
    return undefined
  } catch (error) {
    return `its upload could not be aborted (${asError(error).message})`
  }
}

/** Throws away an upload; one that is not open any more is no error. */
export async function abortUpload(
  bucket: Bucket,
  { key, uploadId }: { readonly key: string; readonly uploadId: string }
): Promise<void> {
  try {
    await bucket.request({
      operation: 'AbortMultipartUpload',
      key,
      patience: cleaningPatience(bucket.patience),
      send: (client, options) =>
        client.send(new AbortMultipartUploadCommand({ ...address(bucket, key), UploadId: uploadId }), options)
    })
  } catch (error) {
    if (
      !(error instanceof S3RequestFailed && error.fault.status === 404 && error.fault.code !== 'NoSuchBucket')
    )
      throw error
  }
}

/** Aborts what an attempt to open the upload may have left although its answer was lost. */
export async function sweepUnconfirmed(
  upload: Upload,
  { uploadId, unconfirmed }: OpenedUpload
): Promise<void> {
  if (!unconfirmed) return
  const { bucket, key } = upload
  try {
    for (const other of await listUploads(bucket, key)) {
      if (other.key === key && other.uploadId !== uploadId) await abortUpload(bucket, other)
    }
  } catch (error) {
    // The object itself is as it should be or gone; what was left takes room only, and later runs sweep it.
    bucket.noteRetry(
      `${key}: an upload that was opened twice could not be looked for: ${asError(error).message}`
    )
  }
}

async function create(
  upload: Upload,
  algorithm: Algorithm
): Promise<{ readonly answer: CreateMultipartUploadCommandOutput; readonly attempts: number }> {
  const { bucket, key, stop } = upload
  const checksum =
    algorithm === 'crc32' ? ({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' } as const) : {}
  let attempts = 0
  const answer = await bucket.request({
    operation: 'CreateMultipartUpload',
    right: 'PutObject',
    key,
    signal: stop.signal,
    send: (client, options) => {
      attempts += 1
      return client.send(new CreateMultipartUploadCommand({ ...objectFields(upload), ...checksum }), options)
    }
  })
  return { answer, attempts }
}
