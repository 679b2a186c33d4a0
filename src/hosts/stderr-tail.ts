import { ALL_WRITTEN } from '../host-script/guard.js'
import { afterMark } from './after-mark.js'

/** Keeps the end of what a script says on standard error, without the lines that are meant for the runner. */
export function stderrTail(mark: string): StderrTail {
  const start = afterMark(mark)
  const signs = [`${ALL_WRITTEN}\n`, `${mark} end\n`]
  let kept: Buffer = Buffer.alloc(0)
  return {
    noise: start.noise,
    text: () => kept.subarray(-KEPT).toString(),
    take(chunk) {
      const passed = start.pass(chunk)
      if (passed === undefined) return false
      kept = Buffer.concat([kept.subarray(-KEPT), passed])
      const found = signs.filter((sign) => kept.includes(sign))
      for (const sign of found) kept = without(kept, sign)
      return found.length > 0
    }
  }
}

export interface StderrTail {
  /** Takes what was printed; true when a sign that all output is written has just been completed. */
  take(chunk: Buffer): boolean
  /** The last 64 KiB. */
  text(): string
  /** What the login shell said before the script began. */
  noise(): string
}

const KEPT = 64 * 1024

function without(text: Buffer, sign: string): Buffer {
  const at = text.indexOf(sign)
  return Buffer.concat([text.subarray(0, at), text.subarray(at + sign.length)])
}
