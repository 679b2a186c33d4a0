import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3'
import type { StoredObject } from '../store.js'
import { checksumFields } from './checksum-mode.js'
import { type Algorithm, hexOf } from './checksums.js'
import { type Condition, commit, isRefusal } from './commit.js'
import type { Part } from './cutter.js'
import type { Expectation } from './difference.js'
import { objectFields, type Upload } from './upload.js'

/** Stores a stream that fitted into one part. */
export function putObject(upload: Upload, part: Part): Promise<StoredObject> {
  return commit(upload, {
    send: (condition) => sendWithChecksum(upload, part, condition),
    expected: () => expectation(part, upload.checksums.current() ?? 'md5')
  })
}

// As long as nobody knows which checksum the store verifies, it gets both and its answer tells.
async function sendWithChecksum(
  upload: Upload,
  part: Part,
  condition: Condition
): Promise<PutObjectCommandOutput> {
  const { checksums } = upload
  const algorithm = checksums.current()
  if (algorithm !== undefined) return sendOnce(upload, part, { algorithm, condition })
  try {
    const answer = await sendOnce(upload, part, { algorithm, condition })
    checksums.learn(answer.ChecksumCRC32 === undefined ? 'md5' : 'crc32')
    return answer
  } catch (error) {
    if (!isRefusal(error)) throw error
    const answer = await sendOnce(upload, part, { algorithm: 'md5', condition })
    checksums.learn('md5')
    return answer
  }
}

function sendOnce(
  upload: Upload,
  part: Part,
  { algorithm, condition }: { readonly algorithm: Algorithm | undefined; readonly condition: Condition }
): Promise<PutObjectCommandOutput> {
  const { bucket, key, stop } = upload
  return bucket.request({
    operation: 'PutObject',
    key,
    signal: stop.signal,
    send: (client, options) =>
      client.send(
        new PutObjectCommand({
          ...objectFields(upload),
          ...checksumFields(part.digests, algorithm),
          ...condition,
          Body: part.stream(),
          ContentLength: part.bytes
        }),
        options
      )
  })
}

function expectation({ bytes, digests }: Part, algorithm: Algorithm): Expectation {
  if (algorithm === 'crc32') return digests.crc32 === undefined ? { bytes } : { bytes, crc32: digests.crc32 }
  return digests.md5 === undefined ? { bytes } : { bytes, etag: hexOf(digests.md5) }
}
