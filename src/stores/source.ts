import { setTimeout as sleep } from 'node:timers/promises'

/** A stream that is read piece by piece, and that can be left at any time. */
export interface Source {
  /** Whether bytes are left to take; waits for the stream to say so. Rejects with BodyFailed, or with the reason of the signal. */
  more(): Promise<boolean>
  /** Takes up to `limit` bytes of what is there. They are only valid until `more` is called again. */
  take(limit: number): Uint8Array
  /** Lets the stream know that nobody reads on. */
  letGo(): Promise<void>
}

/** An error of the stream that is being stored, kept apart from the errors of storing it. */
export class BodyFailed extends Error {
  override readonly name = 'BodyFailed'
}

/** The error as the stream threw it, where it was the stream that failed. */
export const unmarked = (error: unknown): unknown => (error instanceof BodyFailed ? error.cause : error)

/** Begins to read a stream; `signal` interrupts waiting for it. */
export function openSource(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Source {
  const iterator = body[Symbol.asyncIterator]()
  let chunk: Uint8Array = nothing
  let ended = false
  let interrupt: ((reason: unknown) => void) | undefined
  // One listener for the whole stream: racing each chunk against the signal would pile up callbacks.
  const interrupted = (): void => interrupt?.(signal.reason)
  signal.addEventListener('abort', interrupted, { once: true })

  const pull = (): Promise<IteratorResult<Uint8Array>> =>
    new Promise((resolve, reject) => {
      interrupt = reject
      iterator.next().then(resolve, (cause: unknown) => {
        ended = true
        reject(new BodyFailed('the stream that was being stored failed', { cause }))
      })
    })

  return {
    more: async () => {
      while (chunk.byteLength === 0 && !ended) {
        signal.throwIfAborted()
        const next = await pull()
        if (next.done === true) ended = true
        else chunk = next.value
      }
      return chunk.byteLength > 0
    },
    take: (limit) => {
      const taken = chunk.subarray(0, limit)
      chunk = chunk.subarray(taken.byteLength)
      return taken
    },
    letGo: async () => {
      signal.removeEventListener('abort', interrupted)
      if (ended) return
      ended = true
      if (isDestroyable(body)) body.destroy()
      // An iterator that is stuck returns only when its source answers, and its errors come after the one that ended the put.
      await Promise.race([Promise.allSettled([iterator.return?.()]), sleep(2000, undefined, { ref: false })])
    }
  }
}

const nothing = new Uint8Array(0)

const isDestroyable = (body: object): body is { destroy(): void } =>
  'destroy' in body && typeof body.destroy === 'function'
