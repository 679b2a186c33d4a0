import type { S3Target } from '../../config/plan.js'
import type { PutOptions } from '../store.js'
import type { Bucket } from './bucket.js'
import type { ChecksumMode } from './checksum-mode.js'

/** One `put` on its way. */
export interface Upload {
  readonly bucket: Bucket
  readonly key: string
  readonly options: PutOptions
  readonly checksums: ChecksumMode
  /** Aborted, with the reason, by whatever fails first; everything of this upload stops then. */
  readonly stop: AbortController
}

/** The request fields that name the object, what it is and how the store encrypts it. */
export function objectFields({ bucket, key, options }: Upload): ObjectFields {
  const { encryption } = bucket.target
  return {
    ...address(bucket, key),
    ...(options.contentType !== undefined && { ContentType: options.contentType }),
    ...(encryption !== undefined && { ServerSideEncryption: encryption.algorithm }),
    ...(encryption?.algorithm === 'aws:kms' &&
      encryption.key !== undefined && { SSEKMSKeyId: encryption.key })
  }
}

/** The request fields that name an object. */
export const address = (bucket: Bucket, key: string): { Bucket: string; Key: string } => ({
  Bucket: bucket.target.bucket,
  Key: bucket.fullKey(key)
})

interface ObjectFields {
  readonly Bucket: string
  readonly Key: string
  readonly ContentType?: string
  readonly ServerSideEncryption?: NonNullable<S3Target['encryption']>['algorithm']
  readonly SSEKMSKeyId?: string
}
