import type { Codec } from '../codecs/index.js'
import type { Inspection, Inspector } from '../drivers/driver.js'
import { UserError } from '../errors.js'

/** Watches an artifact's bytes pass, plain or compressed, and judges at the end. */
export interface Watch {
  /** Takes the next chunk; resolves when there is room for more. Rejects where the bytes cannot be right. */
  see(chunk: Buffer): Promise<void> | undefined
  /** The plain bytes that were seen so far. */
  plainBytes(): number
  /** Resolves when all was seen; rejects unless it was whole. */
  end(stderr: string): Promise<{ readonly inspection: Inspection; readonly bytes: number }>
  /** Gives up. */
  abandon(): void
}

/** An inspector whose complaints tell what to do where they do not say so themselves. */
export function advising(inspector: Inspector, remedy: string): Inspector {
  const advised = <Result>(inspect: () => Result): Result => {
    try {
      return inspect()
    } catch (error) {
      if (!(error instanceof UserError) || error.remedy !== undefined) throw error
      throw new UserError(error.message, { remedy, cause: error })
    }
  }
  return {
    write: (chunk) => advised(() => inspector.write(chunk)),
    end: (stderr) => advised(() => inspector.end(stderr))
  }
}

/** Watches plain bytes. */
export function watchPlain(inspector: Inspector): Watch {
  let bytes = 0
  return {
    see(chunk) {
      bytes += chunk.length
      inspector.write(chunk)
      return undefined
    },
    plainBytes: () => bytes,
    end: async (stderr) => ({ inspection: inspector.end(stderr), bytes }),
    abandon: () => undefined
  }
}

/** Watches compressed bytes: decompresses them beside the stream that carries them. */
export function watchCompressed(codec: Codec, inspector: Inspector): Watch {
  const decoder = codec.decompress()
  if (decoder === undefined) return watchPlain(inspector)
  const plain = watchPlain(inspector)
  const decoded = new Promise<void>((resolve, reject) => {
    decoder.on('data', (chunk: Buffer) => {
      try {
        void plain.see(chunk)
      } catch (error) {
        decoder.destroy(error as Error)
      }
    })
    decoder.once('end', resolve)
    decoder.once('error', reject)
    decoder.once('close', () => reject(new Error('the watch was abandoned')))
  })
  let room: PromiseWithResolvers<void> | undefined
  decoder.on('drain', () => room?.resolve())
  // One callback for the whole stream: racing each wait for room against its end would pile them up. Whoever feeds or ends the watch is told;
  // until then the rejection waits.
  let isThrough = false
  decoded.then(
    () => {
      isThrough = true
      room?.resolve()
    },
    (error: unknown) => room?.reject(error)
  )
  return {
    see(chunk) {
      if (isThrough) return Promise.reject(goesOn())
      if (decoder.destroyed) return decoded
      if (decoder.write(chunk)) return undefined
      room = Promise.withResolvers()
      room.promise.catch(() => undefined)
      return room.promise
    },
    plainBytes: plain.plainBytes,
    async end(stderr) {
      decoder.end()
      await decoded
      return plain.end(stderr)
    },
    abandon: () => void decoder.destroy()
  }
}

const goesOn = (): UserError =>
  new UserError('it goes on behind the end of what was compressed', {
    remedy: 'Is what is called zstd or gzip on the host the usual program? Then run it again.'
  })
