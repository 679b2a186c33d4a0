import type { Inspection, Inspector } from '../../src/drivers/driver.js'

/** Shows an inspector an artifact in pieces of this size, and gives what it says at the end. The pieces are wiped behind it. */
export function inspect(inspector: Inspector, artifact: Buffer, size = 64 * 1024, stderr = ''): Inspection {
  for (let at = 0; at < artifact.length; at += size) {
    const piece = Buffer.from(artifact.subarray(at, at + size))
    inspector.write(piece)
    piece.fill(0xaa)
  }
  return inspector.end(stderr)
}

/** The artifact with one byte changed. */
export function withByte(artifact: Buffer, at: number, change: (byte: number) => number): Buffer {
  const changed = Buffer.from(artifact)
  changed[at] = change(artifact[at] as number)
  return changed
}
