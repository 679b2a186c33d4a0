import type { Socket } from 'node:net'

export type Conditions = {
  /** One way, so a round trip takes twice as long. */
  readonly latencyMilliseconds: number
  /** Of each connection and direction; Infinity for no limit. */
  readonly bytesPerSecond: number
}

export type Direction = { hold(): void; release(): void }

export type Journey = {
  readonly from: Socket
  readonly to: Socket
  readonly conditions: Conditions
  /** Hears of every piece as it is passed on. */
  readonly passed: (bytes: number) => void
}

const plenty = 4 << 20

/**
 * Carries bytes one way, late and slow as the conditions say.
 * One queue and one timer: a timer per piece would let pieces overtake each other.
 */
export function carry({ from, to, conditions, passed }: Journey): Direction {
  const queue: { readonly due: number; readonly bytes?: Buffer }[] = []
  let waiting = 0
  let lineFree = 0
  let held = false
  let timer: NodeJS.Timeout | undefined

  const enqueue = (bytes?: Buffer) => {
    const sending = bytes === undefined ? 0 : (bytes.length / conditions.bytesPerSecond) * 1000
    lineFree = Math.max(performance.now(), lineFree) + sending
    const due = lineFree + conditions.latencyMilliseconds
    queue.push(bytes === undefined ? { due } : { due, bytes })
    waiting += bytes?.length ?? 0
    if (waiting > plenty) from.pause()
    wake()
  }
  const wake = () => {
    const next = queue[0]
    if (timer !== undefined || held || next === undefined || to.writableNeedDrain || to.destroyed) return
    timer = setTimeout(deliver, Math.max(0, next.due - performance.now()))
  }
  const deliver = () => {
    timer = undefined
    for (let next = queue[0]; next !== undefined && isDue(next.due); next = queue[0]) {
      queue.shift()
      if (next.bytes === undefined) to.end()
      else {
        waiting -= next.bytes.length
        to.write(next.bytes)
        passed(next.bytes.length)
      }
    }
    if (waiting < plenty / 2 && !from.destroyed) from.resume()
    wake()
  }
  const isDue = (due: number) => !held && !to.destroyed && !to.writableNeedDrain && due <= performance.now()

  from.on('data', enqueue)
  from.on('end', () => enqueue())
  to.on('close', () => clearTimeout(timer))
  to.on('drain', wake)
  return {
    hold: () => {
      held = true
    },
    release: () => {
      held = false
      wake()
    }
  }
}
