import { UploadPartCommand } from '@aws-sdk/client-s3'
import { checksumFields } from './checksum-mode.js'
import { hexOf } from './checksums.js'
import { type Cutting, cutPart, type Part } from './cutter.js'
import type { OpenedUpload } from './multipart-upload.js'
import { address, type Upload } from './upload.js'
import { checkAnswer } from './verify.js'

/** What is known of a part that the store has. */
export interface PartReceipt {
  readonly number: number
  readonly bytes: number
  readonly etag: string | undefined
  readonly crc32?: string | undefined
  readonly md5?: string | undefined
  /** Whether the store named the checksum that it computed. */
  readonly confirmed: boolean
}

export interface Sending {
  readonly opened: OpenedUpload
  readonly cutting: Cutting
  readonly first: Part
}

/** Sends parts while the next ones fill, until the stream has ended; gives their receipts in order. */
export async function sendParts(
  upload: Upload,
  { opened, cutting, first }: Sending
): Promise<readonly PartReceipt[]> {
  const { stop } = upload
  const receipts: PartReceipt[] = []
  const travelling = new Set<Promise<void>>()

  const send = async (part: Part): Promise<void> => {
    try {
      receipts.push(await sendPart(upload, opened, part))
    } catch (error) {
      // The first failure stops the others and the stream; later ones follow from it.
      stop.abort(error)
    } finally {
      part.release()
    }
  }
  const launch = (part: Part): void => {
    const journey = send(part).finally(() => travelling.delete(journey))
    travelling.add(journey)
  }

  try {
    for (let part: Part | undefined = first; part !== undefined; ) {
      launch(part)
      if (part.last) break
      const next: number = part.number + 1
      while (travelling.size >= travellersBeside(cutting.sizes.of(next))) await Promise.race(travelling)
      part = await cutPart(cutting, next, [opened.algorithm])
    }
  } catch (error) {
    stop.abort(error)
  }
  await Promise.all(travelling)
  stop.signal.throwIfAborted()
  return receipts.sort((one, other) => one.number - other.number)
}

/** How many parts may travel while one of `size` bytes fills: what keeps several connections busy with little memory and disk. */
export const travellersBeside = (size: number | undefined): number =>
  size === undefined || size > 256 * MiB ? 1 : 3

const MiB = 2 ** 20

async function sendPart(upload: Upload, opened: OpenedUpload, part: Part): Promise<PartReceipt> {
  const { bucket, key, stop } = upload
  const { crc32, md5 } = part.digests
  const answer = await bucket.request({
    operation: 'UploadPart',
    right: 'PutObject',
    key: `${key} (part ${part.number})`,
    signal: stop.signal,
    send: (client, options) =>
      client.send(
        new UploadPartCommand({
          ...address(bucket, key),
          ...checksumFields(part.digests, opened.algorithm),
          UploadId: opened.uploadId,
          PartNumber: part.number,
          Body: part.stream(),
          ContentLength: part.bytes
        }),
        options
      )
  })
  const checksum = opened.algorithm === 'md5' ? { etag: hexOf(md5 ?? '') } : { crc32: crc32 ?? '' }
  checkAnswer(bucket, `${key} (part ${part.number})`, {
    expected: { bytes: part.bytes, ...checksum },
    found: answer
  })
  const confirmed = answer.ChecksumCRC32 !== undefined
  return { number: part.number, bytes: part.bytes, etag: answer.ETag, crc32, md5, confirmed }
}
