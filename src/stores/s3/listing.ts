import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput
} from '@aws-sdk/client-s3'
import { byKey } from '../keys.js'
import type { OpenUpload, StoredObject } from '../store.js'
import type { Bucket } from './bucket.js'
import { unquoted } from './difference.js'
import { dateOrNow } from './store-clock.js'

/** All objects whose key begins with `prefix`, sorted by key. */
export async function listObjects(bucket: Bucket, prefix: string): Promise<readonly StoredObject[]> {
  const objects: StoredObject[] = []
  for await (const page of pages(bucket, prefix)) {
    for (const { Key, Size, LastModified, ETag } of page.Contents ?? []) {
      if (Key === undefined) continue
      const etag = ETag === undefined ? {} : { etag: unquoted(ETag) }
      objects.push({
        key: bucket.shortKey(Key),
        bytes: Size ?? 0,
        modified: dateOrNow(bucket, LastModified),
        ...etag
      })
    }
  }
  return objects.sort(byKey)
}

/** The multipart uploads below `prefix` that are open. */
export async function listUploads(bucket: Bucket, prefix: string): Promise<readonly OpenUpload[]> {
  const uploads: OpenUpload[] = []
  let after: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {}
  while (after !== undefined) {
    const marker: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } = after
    const page: ListMultipartUploadsCommandOutput = await bucket.request({
      operation: 'ListMultipartUploads',
      right: 'ListBucketMultipartUploads',
      send: (client, options) =>
        client.send(
          new ListMultipartUploadsCommand({
            Bucket: bucket.target.bucket,
            Prefix: bucket.fullKey(prefix),
            ...marker
          }),
          options
        )
    })
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue
      uploads.push({ key: bucket.shortKey(Key), uploadId: UploadId, started: dateOrNow(bucket, Initiated) })
    }
    after = nextUploads(page, marker.KeyMarker, marker.UploadIdMarker)
  }
  return uploads.sort(byKey)
}

function nextUploads(
  page: ListMultipartUploadsCommandOutput,
  key: string | undefined,
  uploadId: string | undefined
): { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined {
  if (page.IsTruncated !== true) return undefined
  const { NextKeyMarker, NextUploadIdMarker } = page
  if (NextKeyMarker === undefined || (NextKeyMarker === key && NextUploadIdMarker === uploadId))
    throw endless()
  return {
    KeyMarker: NextKeyMarker,
    ...(NextUploadIdMarker !== undefined &&
      NextUploadIdMarker !== '' && { UploadIdMarker: NextUploadIdMarker })
  }
}

async function* pages(
  bucket: Bucket,
  prefix: string
): AsyncGenerator<ListObjectsV2CommandOutput, void, void> {
  let token: string | undefined
  for (;;) {
    const continued = token
    const page: ListObjectsV2CommandOutput = await bucket.request({
      operation: 'ListObjectsV2',
      right: 'ListBucket',
      send: (client, options) =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucket.target.bucket,
            Prefix: bucket.fullKey(prefix),
            ...(continued !== undefined && { ContinuationToken: continued })
          }),
          options
        )
    })
    yield page
    if (page.IsTruncated !== true) return
    if (page.NextContinuationToken === undefined || page.NextContinuationToken === token) throw endless()
    token = page.NextContinuationToken
  }
}

// Ending here would make a part of a list look like all of it.
const endless = (): Error => new Error('the store said that its list goes on, and not where')
