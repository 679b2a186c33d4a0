/** An error of the stream that is being stored, kept apart from the errors of storing it. */
export class BodyFailed extends Error {
  override readonly name = 'BodyFailed'
}

/** Passes a stream on and marks its errors. */
export async function* markFailures(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const iterator = body[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => {
        ended = true
        throw new BodyFailed('the stream that was being stored failed', { cause: error })
      })
      ended = next.done === true
      if (ended) return
      yield next.value
    }
  } finally {
    if (!ended) await iterator.return?.()
  }
}

/** The error as the stream threw it, where it was the stream that failed. */
export const unmarked = (error: unknown): unknown => (error instanceof BodyFailed ? error.cause : error)
