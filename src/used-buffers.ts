import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects the buffers that streams leave behind while they are young, which takes half a millisecond. Left to itself, V8 waits
 * until they have added up and then marks the whole heap, again and again: that took a third of all the time a transfer computes,
 * and memory. To be told of bytes as buffers hold them, wherever many pass.
 */
export function noteUsedBuffers(bytes: number): void {
  collect ??= prepare()
  used += bytes
  if (used < SWEEP_BYTES) return
  used = 0
  sweeps += 1
  collect({ type: sweeps % SWEEPS_UNTIL_ALL === 0 ? 'major' : 'minor' })
}

const SWEEP_BYTES = 16 * 1024 * 1024

// What was under way during two sweeps counts as old from then on, and is found only by one that looks at everything.
const SWEEPS_UNTIL_ALL = 32

let used = 0
let sweeps = 0
let collect: ((options: { readonly type: 'minor' | 'major' }) => void) | undefined

function prepare(): NonNullable<typeof collect> {
  setFlagsFromString('--expose-gc')
  // Buffers count towards the size at which V8 marks the heap. Ours is small, so that even a few in use would reach it.
  setFlagsFromString('--heap-growing-percent=300')
  return runInNewContext('gc') as NonNullable<typeof collect>
}
