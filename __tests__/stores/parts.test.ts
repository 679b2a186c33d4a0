import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { memoryPart, type PartBytes } from '../../src/stores/s3/memory-part.js'
import { blockBytes, partBuffers } from '../../src/stores/s3/part-buffers.js'
import { openSpool, type Spool } from '../../src/stores/s3/spool.js'
import { bytes, summary } from './bytes.js'

let directory: string
let spool: Spool
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'))
  spool = openSpool(directory)
})
afterAll(async () => {
  await spool.close()
  await rm(directory, { recursive: true })
})

const kinds: readonly [string, () => Promise<PartBytes>][] = [
  [
    'in memory',
    async () =>
      memoryPart(await partBuffers(4 * blockBytes).take(4 * blockBytes, new AbortController().signal))
  ],
  ['in a file', () => spool.take()]
]

describe.each(kinds)('a part %s', (_, room) => {
  test.each([0, 1, 65_536, 1_048_576, 1_048_577, blockBytes, blockBytes + 1, 25_000_000])(
    'gives its %d bytes as often as it is sent',
    async (size) => {
      const part = await room()
      for await (const chunk of bytes(size)) {
        const written = Buffer.from(chunk)
        await part.write(written)
        written.fill(0)
      }
      await part.finish()
      expect(part.length()).toBe(size)
      const expected = await summary(bytes(size))
      expect(await summary(part.stream())).toEqual(expected)
      expect(await Promise.all([summary(part.stream()), summary(part.stream())])).toEqual([
        expected,
        expected
      ])
      part.release()
      part.release()
    }
  )

  test('takes writes of all sizes', async () => {
    const part = await room()
    const hash = createHash('sha256')
    for (const size of [1, 3_000_000, 7, 65_536, 9_000_001, 2]) {
      const piece = Buffer.alloc(size, size % 251)
      hash.update(piece)
      await part.write(piece)
    }
    await part.finish()
    expect((await summary(part.stream())).sha256).toBe(hash.digest('hex'))
    part.release()
  })
})

describe('a spool', () => {
  test('has no names in its directory', async () => {
    const part = await spool.take()
    await part.write(Buffer.alloc(3_000_000))
    expect(await readdir(directory)).toEqual([])
    part.release()
  })

  test('uses a file again, and no longer part shines through a shorter one', async () => {
    const own = openSpool(directory)
    const long = await own.take()
    await long.write(Buffer.alloc(2_000_000, 1))
    await long.finish()
    long.release()
    const short = await own.take()
    await short.write(Buffer.alloc(10, 2))
    await short.finish()
    expect(await summary(short.stream())).toEqual(await summary(only(Buffer.alloc(10, 2))))
    await own.close()
  })

  test('that has no room says what to do', async () => {
    const own = openSpool(join(directory, 'missing'))
    await expect(own.take()).rejects.toMatchObject({
      name: 'UserError',
      remedy: expect.stringContaining('temporary directory')
    })
    await own.close()
  })
})

async function* only(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield chunk
}

test('a part in a file ends the streams that still read it when it is released', async () => {
  const ownSpool = openSpool(directory)
  const part = await ownSpool.take()
  await part.write(Buffer.alloc(3_000_000))
  await part.finish()
  const stream = part.stream()
  const errors: Error[] = []
  stream.on('error', (error) => errors.push(error))
  await once(stream, 'readable')
  expect(stream.read(65_536)).toHaveLength(65_536)
  part.release()
  await ownSpool.close()
  stream.read(65_536)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(errors).toEqual([])
  expect(stream.destroyed).toBe(true)
})
