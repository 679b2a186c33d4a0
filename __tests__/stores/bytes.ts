import { createCipheriv, createHash } from 'node:crypto'

/** Bytes that look random and are the same for the same seed, in chunks as they come from a network. */
export async function* bytes(
  length: number,
  seed = 1,
  chunkSize = 65_536
): AsyncGenerator<Uint8Array, void, void> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16))
  const zeros = Buffer.alloc(chunkSize)
  for (let left = length; left > 0; left -= chunkSize)
    yield cipher.update(zeros.subarray(0, Math.min(left, chunkSize)))
}

/** The same bytes, but every chunk is in the same memory, as producers do that save garbage. */
export async function* bytesInOneBuffer(length: number, seed = 1): AsyncGenerator<Uint8Array, void, void> {
  const buffer = Buffer.alloc(65_536)
  for await (const chunk of bytes(length, seed)) {
    buffer.set(chunk)
    yield buffer.subarray(0, chunk.byteLength)
    buffer.fill(0xee)
  }
}

/** Bytes that end with an error instead of ending. */
export async function* bytesThenError(length: number, error: Error): AsyncGenerator<Uint8Array, void, void> {
  yield* bytes(length)
  throw error
}

/** The length and the SHA-256 of a stream. */
export async function summary(
  stream: AsyncIterable<Uint8Array>
): Promise<{ readonly length: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of stream) {
    hash.update(chunk)
    length += chunk.byteLength
  }
  return { length, sha256: hash.digest('hex') }
}
