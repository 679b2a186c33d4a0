/** Memory that all uploads of one store share. */
export interface PartBuffers {
  /**
   * Waits until `bytes` are free and takes them; first come, first served. At most the budget can be asked for. Rejects with the
   * reason of `signal` when that is aborted while waiting.
   */
  take(bytes: number, signal: AbortSignal): Promise<PartBuffer>
  /** Lets go of the blocks that nobody has, for a stream that goes on in files. */
  shrink(): void
}

/** A part's memory, in blocks of `blockBytes` each. */
export interface PartBuffer {
  readonly blocks: readonly Uint8Array[]
  /** Gives the memory back; a second call does nothing. */
  release(): void
}

export const blockBytes = 6 * 2 ** 20

/**
 * Makes a budget of blocks that are allocated when first needed and then reused. Who takes a buffer takes all of it at once and in
 * turn, so that uploads cannot wait for each other in a circle: whoever holds a buffer needs no further one to let go of it.
 */
export function partBuffers(budget: number): PartBuffers {
  const limit = Math.floor(budget / blockBytes)
  const free: Uint8Array[] = []
  const waiting: Request[] = []
  let taken = 0

  const grant = (blocks: number): PartBuffer => {
    taken += blocks
    const held = Array.from({ length: blocks }, () => free.pop() ?? allocate())
    let released = false
    return {
      blocks: held,
      release: () => {
        if (released) return
        released = true
        taken -= blocks
        free.push(...held)
        serve()
      }
    }
  }

  // Outside of Node's own pool and not filled with zeros: pages that are never written never become resident.
  const allocate = (): Uint8Array => Buffer.allocUnsafeSlow(blockBytes)

  const serve = (): void => {
    for (let next = waiting[0]; next !== undefined && taken + next.blocks <= limit; next = waiting[0]) {
      waiting.shift()
      next.grant(grant(next.blocks))
    }
  }

  return {
    take: (bytes, signal) =>
      new Promise((resolve, reject) => {
        const blocks = Math.max(1, Math.ceil(bytes / blockBytes))
        if (blocks > limit)
          throw new RangeError(`${bytes} bytes do not fit in ${limit * blockBytes} bytes of memory`)
        signal.throwIfAborted()
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(request), 1)
          reject(signal.reason)
          serve()
        }
        const request: Request = {
          blocks,
          grant: (buffer) => {
            signal.removeEventListener('abort', giveUp)
            resolve(buffer)
          }
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.push(request)
        serve()
      }),
    shrink: () => {
      free.length = 0
    }
  }
}

interface Request {
  readonly blocks: number
  readonly grant: (buffer: PartBuffer) => void
}
