import { randomBytes } from 'node:crypto'
import { Transform } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { zstdCompressSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { codecNamed, none } from '../../src/codecs/index.js'
import { watchCompressed } from '../../src/transfer/inspection.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heldBytes = () => {
  collect()
  return process.memoryUsage().heapUsed
}

test('a watch holds nothing of the waits that are over, however long a stream is', async () => {
  // Has no room after any chunk.
  const narrow = () =>
    new Transform({
      highWaterMark: 1,
      transform: (chunk, _encoding, done) => setImmediate(() => done(null, chunk))
    })
  const watch = watchCompressed({ ...none, decompress: narrow }, { write() {}, end: () => ({ counts: {} }) })
  const chunk = Buffer.from('x')
  let waits = 0
  const see = async (times: number) => {
    for (let seen = 0; seen < times; seen += 1) {
      const room = watch.see(chunk)
      if (room !== undefined) waits += 1
      await room
    }
  }
  await see(1000)
  const before = heldBytes()
  await see(50_000)
  const after = heldBytes()
  expect(after - before).toBeLessThan(3_000_000)
  expect(waits).toBe(51_000)
})

test.each([
  ['another frame', () => zstdCompressSync(randomBytes(3_000_000))],
  ['what is no frame', () => randomBytes(100_000)]
])(
  'a stream that goes on behind its end is refused: %s',
  async (_, behind) => {
    const watch = watchCompressed(codecNamed('zstd'), { write() {}, end: () => ({ counts: {} }) })
    const stream = Buffer.concat([zstdCompressSync(randomBytes(3_000_000)), behind()])
    const pass = async () => {
      for (let at = 0; at < stream.length; at += 65_536) await watch.see(stream.subarray(at, at + 65_536))
    }
    await expect(pass()).rejects.toThrow('goes on behind the end')
    watch.abandon()
  },
  10_000
)

test('a stream that ends with its last chunk is whole, however much of it waits', async () => {
  const compressed = zstdCompressSync(randomBytes(3_000_000))
  for (const size of [compressed.length, 65_536, 1_000_003]) {
    const watch = watchCompressed(codecNamed('zstd'), { write() {}, end: () => ({ counts: {} }) })
    for (let at = 0; at < compressed.length; at += size) await watch.see(compressed.subarray(at, at + size))
    expect((await watch.end('')).bytes).toBe(3_000_000)
  }
})
