import { pipeline, Readable } from 'node:stream'
import type { Inspection } from '../drivers/driver.js'
import type { Host, HostStream } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { noteUsedBuffers } from '../used-buffers.js'
import type { Watch } from './inspection.js'
import type { Progress } from './progress.js'
import type { Endable } from './spooled.js'

/** What moving one artifact needs beside the artifact. */
export interface Relay {
  readonly host: Host
  readonly store: Store
  /** What the artifact is called in errors, e.g. `db/shop`. */
  readonly name: string
  readonly timeoutSeconds: number
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** What an artifact was found to hold when all of it had passed. */
export interface Seen {
  readonly inspection: Inspection
  /** The plain bytes, before compression. */
  readonly bytes: number
}

/** The same bytes, each seen by the watch before it goes on; `done` hears what they were before the stream ends. */
export async function* inspected(
  source: AsyncIterable<Buffer> & Partial<Pick<HostStream, 'stderr'>>,
  watch: Watch,
  progress: Progress,
  done: (seen: Seen) => void
): AsyncGenerator<Buffer> {
  let plainBytes = 0
  for await (const chunk of source) {
    progress.add(chunk.length)
    const room = watch.see(chunk)
    // What was received, what was decrypted of it, and what was unpacked.
    noteUsedBuffers(2 * chunk.length + watch.plainBytes() - plainBytes)
    plainBytes = watch.plainBytes()
    if (room !== undefined) await room
    yield chunk
  }
  done(await watch.end(source.stderr?.() ?? ''))
}

/** The same bytes through a codec. An error on either side reaches the reader. */
export const through = (
  source: AsyncIterable<Buffer>,
  transform: NodeJS.ReadWriteStream
): AsyncIterable<Buffer> =>
  pipeline(
    Readable.from(source, { objectMode: false }),
    transform,
    // The reader of the transform hears it.
    () => undefined
  ) as unknown as AsyncIterable<Buffer>

/** Ends a stream with the reason of the signal, until it is let go. */
export function destroyOnAbort(stream: Pick<Endable, 'destroy'>, signal: AbortSignal): () => void {
  const destroy = () =>
    void stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('cancelled'))
  if (signal.aborted) destroy()
  signal.addEventListener('abort', destroy, { once: true })
  return () => signal.removeEventListener('abort', destroy)
}
