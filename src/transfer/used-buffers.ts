import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects the buffers that a stream leaves behind while they are young, which takes half a millisecond. Left to itself, V8 waits
 * until they have added up and then marks the whole heap, again and again: that took a third of all the time a transfer computes,
 * and memory. The function that it returns is to be told of bytes as buffers hold them.
 */
export function sweepUsedBuffers(): (bytes: number) => void {
  collectYoung ??= prepare()
  let used = 0
  return (bytes) => {
    used += bytes
    if (used < SWEEP_BYTES) return
    used = 0
    collectYoung?.({ type: 'minor' })
  }
}

const SWEEP_BYTES = 16 * 1024 * 1024

let collectYoung: ((options: { readonly type: 'minor' }) => void) | undefined

function prepare(): NonNullable<typeof collectYoung> {
  setFlagsFromString('--expose-gc')
  // Buffers count towards the size at which V8 marks the heap. Ours is small, so that even a few in use would reach it.
  setFlagsFromString('--heap-growing-percent=300')
  return runInNewContext('gc') as NonNullable<typeof collectYoung>
}
