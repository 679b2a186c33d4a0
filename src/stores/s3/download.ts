import { Readable } from 'node:stream'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { type Bucket, describeFault, S3RequestFailed } from './bucket.js'
import { explainedS3 } from './explain.js'
import { faultOf, isTransient } from './faults.js'
import { pauseFor, retryClock } from './retry.js'
import { address } from './upload.js'

/** Streams an object to its last byte; after a broken connection it goes on where it was, as long as it is the same object. */
export async function download(bucket: Bucket, key: string): Promise<Readable> {
  const stop = new AbortController()
  const first = await request(bucket, key, { signal: stop.signal })
  const stream = Readable.from(bytesOf(bucket, key, { first, signal: stop.signal }), { objectMode: false })
  stream.once('close', () => stop.abort(new Error(`nobody reads ${key} any more`)))
  return stream
}

interface Beginning {
  readonly first: GetObjectCommandOutput
  readonly signal: AbortSignal
}

async function* bytesOf(
  bucket: Bucket,
  key: string,
  { first, signal }: Beginning
): AsyncGenerator<Uint8Array, void, void> {
  const total = first.ContentLength
  if (total === undefined) throw new Error(`${bucket.label}/${key}: the store does not say how long it is`)
  const clock = retryClock(bucket.patience)
  let position = 0
  for (let answer = first; ; ) {
    try {
      for await (const chunk of bodyOf(answer)) {
        position += chunk.byteLength
        if (position > total)
          throw new Error(`${bucket.label}/${key}: the store sent more than its ${total} bytes`)
        clock.progressed()
        yield chunk
      }
      if (position === total) return
      throw Object.assign(new Error(`the connection ended after ${position} of ${total} bytes`), {
        code: 'ECONNRESET'
      })
    } catch (error) {
      signal.throwIfAborted()
      const fault = faultOf(error)
      const pause = isTransient(fault, true) ? clock.failed() : undefined
      if (pause === undefined) throw explainedS3(bucket.label, broken(key, error))
      bucket.noteRetry(
        `GetObject of ${key}: ${describeFault(fault)}; going on at byte ${position} in ${pause.toFixed(1)} s`
      )
      await pauseFor(pause, signal)
    }
    answer = await request(bucket, key, { signal, from: position, etag: first.ETag }).catch(
      (error: unknown) => {
        throw explainedS3(bucket.label, error)
      }
    )
  }
}

function request(
  bucket: Bucket,
  key: string,
  {
    signal,
    from = 0,
    etag
  }: { readonly signal: AbortSignal; readonly from?: number; readonly etag?: string | undefined }
): Promise<GetObjectCommandOutput> {
  return bucket.request({
    operation: 'GetObject',
    key,
    signal,
    send: async (client, options) => {
      const rest = from === 0 ? {} : { Range: `bytes=${from}-`, ...(etag !== undefined && { IfMatch: etag }) }
      const answer = await client.send(new GetObjectCommand({ ...address(bucket, key), ...rest }), options)
      if (from > 0 && !(answer.ContentRange ?? '').startsWith(`bytes ${from}-`)) {
        throw new Error(`the store does not go on at byte ${from} when it is asked to`)
      }
      return answer
    }
  })
}

function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body instanceof Readable) return Body
  throw new Error('the store answered without a body')
}

const broken = (key: string, cause: unknown): S3RequestFailed =>
  new S3RequestFailed({ operation: 'GetObject', key }, { cause, attempts: 1, ambiguous: false })
