/**
 * Passes on what follows the line of the mark. What stands before it comes from the login shell (greetings, warnings of a
 * profile) and belongs to no output; its end is kept for messages.
 */
export function afterMark(mark: string): AfterMark {
  const line = Buffer.from(`${mark}\n`)
  let before = Buffer.alloc(0)
  let seen = false
  return {
    seen: () => seen,
    noise: () => before.toString().trim(),
    pass(chunk) {
      if (seen) return chunk
      before = Buffer.concat([before, chunk])
      const at = before.indexOf(line)
      if (at === -1) {
        before = before.subarray(-KEPT)
        return undefined
      }
      seen = true
      const after = before.subarray(at + line.length)
      before = before.subarray(0, at)
      return after.length > 0 ? after : undefined
    }
  }
}

export interface AfterMark {
  /** The part of a chunk that stands behind the mark. */
  pass(chunk: Buffer): Buffer | undefined
  seen(): boolean
  /** What was printed before the mark, at most 64 KiB. */
  noise(): string
}

const KEPT = 64 * 1024
