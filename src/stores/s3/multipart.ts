import { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3'
import type { StoredObject } from '../store.js'
import { S3RequestFailed } from './bucket.js'
import { type Algorithm, compositeCrc32, compositeEtag } from './checksums.js'
import { type Condition, commit } from './commit.js'
import type { Cutting, Part } from './cutter.js'
import type { Expectation, StoreAnswer } from './difference.js'
import { afterwards } from './explain.js'
import { abandonUpload, beginUpload, type OpenedUpload, sweepUnconfirmed } from './multipart-upload.js'
import { type PartReceipt, sendParts } from './send-parts.js'
import { address, type Upload } from './upload.js'
import { findObject } from './verify.js'

/** Stores a stream in parts, of which the first is cut already. The object appears when the stream has ended cleanly. */
export async function putParts(upload: Upload, cutting: Cutting, first: Part): Promise<StoredObject> {
  const opened = await beginUpload(upload).catch((error: unknown) => {
    first.release()
    throw error
  })
  try {
    const receipts = await sendParts(upload, { opened, cutting, first })
    return await commit(upload, {
      send: (condition) => complete(upload, { opened, receipts, condition }),
      expected: () => expectation(receipts, opened.algorithm)
    })
  } catch (error) {
    throw afterwards(upload.bucket.label, error, await abandonUpload(upload, opened))
  } finally {
    await sweepUnconfirmed(upload, opened)
  }
}

interface Completion {
  readonly opened: OpenedUpload
  readonly receipts: readonly PartReceipt[]
  readonly condition: Condition
}

// Sent again after its answer was lost, it does not find the upload any more: then the object itself has to tell.
async function complete(upload: Upload, { opened, receipts, condition }: Completion): Promise<StoreAnswer> {
  const { bucket, key, stop } = upload
  const parts = receipts.map(({ number, etag, crc32 }) => ({
    PartNumber: number,
    ETag: etag,
    ...(opened.algorithm === 'crc32' && { ChecksumCRC32: crc32 })
  }))
  try {
    return await bucket.request({
      operation: 'CompleteMultipartUpload',
      right: 'PutObject',
      key,
      signal: stop.signal,
      slow: true,
      send: (client, options) =>
        client.send(
          new CompleteMultipartUploadCommand({
            ...address(bucket, key),
            UploadId: opened.uploadId,
            MultipartUpload: { Parts: parts },
            ...condition
          }),
          options
        )
    })
  } catch (error) {
    const mayBeDone =
      error instanceof S3RequestFailed && error.ambiguous && error.fault.code === 'NoSuchUpload'
    const found = mayBeDone ? await findObject(bucket, key) : undefined
    if (found === undefined) throw error
    return found
  }
}

function expectation(receipts: readonly PartReceipt[], algorithm: Algorithm): Expectation {
  const bytes = receipts.reduce((sum, part) => sum + part.bytes, 0)
  if (algorithm === 'md5') return { bytes, etag: compositeEtag(receipts.map(({ md5 }) => md5 ?? '')) }
  return {
    bytes,
    crc32: compositeCrc32(receipts.map(({ crc32 }) => crc32 ?? '')),
    partsConfirmed: receipts.every(({ confirmed }) => confirmed)
  }
}
