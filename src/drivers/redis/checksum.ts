/** The CRC-64 (Jones) that Redis writes behind its files, of bytes that arrive in pieces. */
export interface Checksum {
  update(bytes: Buffer): void
  value(): bigint
}

/** Starts a checksum. It takes eight bytes at a time, and is kept in two halves of 32 bits since BigInt is slow. */
export function startChecksum(): Checksum {
  let low = 0
  let high = 0
  return {
    update(bytes) {
      const { length } = bytes
      let at = 0
      for (; at + 8 <= length; at += 8) {
        const first = low ^ bytes.readInt32LE(at)
        const second = high ^ bytes.readInt32LE(at + 4)
        const a = 7 * 256 + (first & 255)
        const b = 6 * 256 + ((first >>> 8) & 255)
        const c = 5 * 256 + ((first >>> 16) & 255)
        const d = 4 * 256 + (first >>> 24)
        const e = 3 * 256 + (second & 255)
        const f = 2 * 256 + ((second >>> 8) & 255)
        const g = 256 + ((second >>> 16) & 255)
        const h = second >>> 24
        low =
          of(LOW, a) ^
          of(LOW, b) ^
          of(LOW, c) ^
          of(LOW, d) ^
          of(LOW, e) ^
          of(LOW, f) ^
          of(LOW, g) ^
          of(LOW, h)
        high =
          of(HIGH, a) ^
          of(HIGH, b) ^
          of(HIGH, c) ^
          of(HIGH, d) ^
          of(HIGH, e) ^
          of(HIGH, f) ^
          of(HIGH, g) ^
          of(HIGH, h)
      }
      for (; at < length; at += 1) {
        const index = (low ^ of(bytes, at)) & 255
        low = ((low >>> 8) | (high << 24)) ^ of(LOW, index)
        high = (high >>> 8) ^ of(HIGH, index)
      }
    },
    value: () => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
  }
}

const POLYNOMIAL = 0x95ac9329ac4bc9b5n

// Table n tells what a byte does to the checksum n bytes later: eight tables of 256 halves each.
const LOW = new Int32Array(8 * 256)
const HIGH = new Int32Array(8 * 256)
for (let byte = 0; byte < 256; byte += 1) {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n
  LOW[byte] = Number(BigInt.asIntN(32, value))
  HIGH[byte] = Number(BigInt.asIntN(32, value >> 32n))
}
for (let index = 256; index < LOW.length; index += 1) {
  const [low, high] = [of(LOW, index - 256), of(HIGH, index - 256)]
  LOW[index] = ((low >>> 8) | (high << 24)) ^ of(LOW, low & 255)
  HIGH[index] = (high >>> 8) ^ of(HIGH, low & 255)
}

function of(table: Int32Array | Buffer, index: number): number {
  return table[index] as number
}
