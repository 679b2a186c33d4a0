import { afterMark } from './after-mark.js'

/** Keeps the end of what a script says on standard error, without its marks. */
export function stderrTail(mark: string): StderrTail {
  const start = afterMark(mark)
  const endLine = `${mark} end\n`
  let kept = Buffer.alloc(0)
  let ended = false
  return {
    noise: start.noise,
    text: () => kept.subarray(-KEPT).toString(),
    take(chunk) {
      const passed = start.pass(chunk)
      if (passed === undefined) return false
      kept = Buffer.concat([kept.subarray(-KEPT), passed])
      const at = ended ? -1 : kept.indexOf(endLine)
      if (at === -1) return false
      ended = true
      kept = Buffer.concat([kept.subarray(0, at), kept.subarray(at + endLine.length)])
      return true
    }
  }
}

export interface StderrTail {
  /** Takes what was printed; true when the script's end mark has just been completed. */
  take(chunk: Buffer): boolean
  /** The last 64 KiB. */
  text(): string
  /** What the login shell said before the script began. */
  noise(): string
}

const KEPT = 64 * 1024
