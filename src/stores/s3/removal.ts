import { createHash } from 'node:crypto'
import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { UserError } from '../../errors.js'
import { type Bucket, S3RequestFailed } from './bucket.js'
import { isRefusal } from './commit.js'
import { address } from './upload.js'

/** Deletes objects, a thousand per request; those that are not there are no error. */
export async function removeObjects(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const [only] = keys
  if (keys.length === 1 && only !== undefined) return removeObject(bucket, only)
  for (let start = 0; start < keys.length; start += batchSize) {
    const batch = keys.slice(start, start + batchSize)
    try {
      await removeBatch(bucket, batch)
    } catch (error) {
      if (!isRefusal(error) && !mayGoSingly(error)) throw error
      for (const key of batch) await removeObject(bucket, key)
    }
  }
}

const batchSize = 1000

async function removeBatch(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const answer = await bucket.request({
    operation: 'DeleteObjects',
    right: 'DeleteObject',
    send: (client, options) => {
      const command = new DeleteObjectsCommand({
        Bucket: bucket.target.bucket,
        Delete: { Quiet: true, Objects: keys.map((key) => ({ Key: bucket.fullKey(key) })) }
      })
      command.middlewareStack.add(
        (next) => (args) => {
          addContentMd5(args.request)
          return next(args)
        },
        { step: 'build', priority: 'low', name: 'contentMd5' }
      )
      return client.send(command, options)
    }
  })
  const failed = (answer.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey')
  if (failed.length === 0) return
  const [first] = failed
  throw new UserError(
    `${bucket.label}: ${failed.length} of ${keys.length} objects were not deleted, first ${first?.Key}: ${first?.Code} ${first?.Message ?? ''}`.trim(),
    { remedy: 'Grant s3:DeleteObject to the access key (docs/s3.md has a policy to paste).' }
  )
}

async function removeObject(bucket: Bucket, key: string): Promise<void> {
  try {
    await bucket.request({
      operation: 'DeleteObject',
      key,
      send: (client, options) => client.send(new DeleteObjectCommand(address(bucket, key)), options)
    })
  } catch (error) {
    if (!(error instanceof S3RequestFailed && error.fault.code === 'NoSuchKey')) throw error
  }
}

// 405 says that the store does not know the request, and 403 may say that it wants a right to the bucket for it.
const mayGoSingly = (error: unknown): boolean =>
  error instanceof S3RequestFailed && [403, 405].includes(error.fault.status ?? 0)

// S3 wants a checksum of this request, and every store knows MD5; the SDK would name a CRC32, which older stores refuse.
function addContentMd5(request: unknown): void {
  const { headers, body } = request as { readonly headers: Record<string, string>; readonly body: string }
  for (const name of Object.keys(headers)) {
    if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name)) delete headers[name]
  }
  headers['content-md5'] = createHash('md5').update(body).digest('base64')
}
