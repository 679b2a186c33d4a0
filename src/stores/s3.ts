import type { S3Target } from '../config/plan.js'
import { checkedKey, checkedPrefix } from './keys.js'
import type { StoreOptions } from './options.js'
import { openBucket } from './s3/bucket.js'
import { checksumMode } from './s3/checksum-mode.js'
import { type Cutting, cutFirstPart } from './s3/cutter.js'
import { download } from './s3/download.js'
import { afterwards, explainedS3 } from './s3/explain.js'
import { listObjects, listUploads } from './s3/listing.js'
import { putParts } from './s3/multipart.js'
import { abortUpload } from './s3/multipart-upload.js'
import { partBuffers } from './s3/part-buffers.js'
import { partInMemory, planParts } from './s3/part-sizes.js'
import { putObject } from './s3/put-object.js'
import { removeObjects } from './s3/removal.js'
import { cleaningPatience, type Patience, usualPatience } from './s3/retry.js'
import { openSpool } from './s3/spool.js'
import type { Upload } from './s3/upload.js'
import { findObject, storedObject } from './s3/verify.js'
import { openSource } from './source.js'
import type { PutOptions, Store, StoredObject } from './store.js'

export interface S3StoreOptions extends StoreOptions {
  readonly target: S3Target
  /** How long a store that is out of reach is waited for. */
  readonly patience?: Partial<Patience>
}

/** A store in S3 or in what speaks its language. Nothing is sent before the first call. */
export function s3Store(options: S3StoreOptions): Store {
  const { target, spoolDirectory, cleaning = false } = options
  const patience = { ...usualPatience, ...options.patience }
  const bucket = openBucket({ ...options, patience: cleaning ? cleaningPatience(patience) : patience })
  const checksums = checksumMode(target.checksum)
  // All uploads share it, so that the memory of the run does not depend on how many there are.
  const buffers = partBuffers(sharedMemory)
  const explained = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    try {
      return await attempt()
    } catch (error) {
      throw explainedS3(bucket.label, error)
    }
  }

  const put = async (
    key: string,
    body: AsyncIterable<Uint8Array>,
    putOptions: PutOptions
  ): Promise<StoredObject> => {
    const stop = new AbortController()
    const source = openSource(body, stop.signal)
    const upload: Upload = { bucket, key, options: putOptions, checksums, stop }
    const sizes = planParts({
      maximumParts: target.maximumParts,
      uniform: target.uniformParts,
      expectedBytes: putOptions.expectedBytes
    })
    const spool = openSpool(spoolDirectory)
    const cutting: Cutting = { source, sizes, buffers, spool, signal: stop.signal }
    try {
      checkedKey(key)
      const first = await cutFirstPart(cutting, checksums.firstPart())
      if (!first.last) return await putParts(upload, cutting, first)
      return await putObject(upload, first).finally(first.release)
    } catch (error) {
      stop.abort(error)
      throw afterwards(bucket.label, error, undefined)
    } finally {
      await Promise.all([source.letGo(), spool.close()])
    }
  }

  return {
    label: bucket.label,
    locate: (key) => `s3://${target.bucket}/${bucket.fullKey(key)}`,
    fullKey: bucket.fullKey,
    time: bucket.time,
    put: (key, body, putOptions = {}) => put(key, body, putOptions),
    get: (key) => explained(() => download(bucket, checkedKey(key))),
    head: (key) =>
      explained(async () => {
        const found = await findObject(bucket, checkedKey(key))
        return found === undefined ? undefined : storedObject(bucket, key, found)
      }),
    list: (prefix) => explained(() => listObjects(bucket, checkedPrefix(prefix))),
    remove: (keys) => explained(() => removeObjects(bucket, keys.map(checkedKey))),
    openUploads: (prefix) => explained(() => listUploads(bucket, checkedPrefix(prefix))),
    abortUpload: (upload) => explained(() => abortUpload(bucket, upload)),
    close: async () => bucket.close()
  }
}

const sharedMemory = 6 * partInMemory
