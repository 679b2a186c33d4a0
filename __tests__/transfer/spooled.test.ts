import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { partBuffers } from '../../src/stores/s3/part-buffers.js'
import { partInMemory } from '../../src/stores/s3/part-sizes.js'
import { SLOT_BYTES as SLOT, type SpoolRoom, spoolRoom } from '../../src/transfer/spool-room.js'
import { spooled } from '../../src/transfer/spooled.js'
import { fileThat } from './spool-file.js'

const directory = mkdtempSync(path.join(tmpdir(), 'spool-'))
const rooms: SpoolRoom[] = []
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close()
})
afterAll(() => rmSync(directory, { recursive: true }))

function roomOf(bytes: number, file = fileThat(directory)) {
  const room = spoolRoom(directory, bytes, file.open)
  rooms.push(room)
  return { room, file }
}

/** A source of chunks that notes what it gave. */
function chunks(sizes: readonly number[], end?: () => Promise<void>) {
  const given: Buffer[] = []
  const source = Readable.from(
    (async function* () {
      for (const size of sizes) {
        const chunk = randomBytes(size)
        given.push(chunk)
        yield chunk
      }
      await end?.()
    })(),
    { objectMode: true, highWaterMark: 1 }
  )
  return { source, given, total: () => given.reduce((sum, { length }) => sum + length, 0) }
}

const sha = (pieces: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(pieces)).digest('hex')

async function collect(bytes: AsyncIterable<Buffer>, pause?: () => Promise<unknown>): Promise<Buffer[]> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) {
    pieces.push(Buffer.from(piece))
    await pause?.()
  }
  return pieces
}

/** Numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5)
}

/** The first piece that comes out. */
const first = async (bytes: AsyncIterable<Buffer>) => (await bytes[Symbol.asyncIterator]().next()).value

const slotsIn = (room: SpoolRoom): number => {
  for (let slots = 0; ; slots += 1) if (room.take() === undefined) return slots
}

const never = () => new Promise<never>(() => undefined)
const dies = () => Promise.reject(new Error('the dump died'))

describe('a stream that is taken ahead', () => {
  test.each([
    ['nothing', [], SLOT],
    ['one byte', [1], SLOT],
    ['exactly a slot', [SLOT], SLOT],
    ['many times the room', Array.from({ length: 60 }, (_, index) => 30_000 + index * 977), 2 * SLOT],
    ['a room smaller than a slot', [10, 5000, 1, 999], 1000],
    ['no room at all', [10, 600_000, 1], 0]
  ])('is the same when it is read: %s', async (_, sizes, bytes) => {
    const { room } = roomOf(bytes)
    const { source, given } = chunks(sizes)
    const stream = spooled(source, room)
    expect(sha(await collect(stream, () => sleep(1)))).toBe(sha(given))
    await stream.taken
    expect(readdirSync(directory)).toEqual([])
  })

  test('is through before anybody has read a byte, where there is room, in a file without a name for this user only', async () => {
    const { source, given } = chunks([400_000, 400_000])
    const room = spoolRoom(directory, 1_000_000)
    rooms.push(room)
    const stream = spooled(source, room)
    await stream.taken
    expect(room.waited()).toBe(false)
    const file = readdirSync('/proc/self/fd').find((fd) => linkOf(fd).startsWith(`${directory}/`))
    expect(linkOf(file ?? '')).toMatch(/\(deleted\)$/)
    const { mode, size } = statSync(`/proc/self/fd/${file}`)
    expect([mode & 0o777, size]).toEqual([0o600, 3 * SLOT])
    expect(sha(await collect(stream))).toBe(sha(given))
    await room.close()
    expect(readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(directory))).toEqual([])
  })

  test('does not touch the disk as long as its reader is as quick', async () => {
    const { room, file } = roomOf(4 * SLOT)
    const { source } = chunks(Array(40).fill(50_000))
    await collect(spooled(source, room))
    expect(file.end()).toBe(0)
  })

  test('waits where there is no more room, and goes on as it is read', async () => {
    const { room, file } = roomOf(2 * SLOT)
    const { source, given, total } = chunks(Array(30).fill(50_000))
    const stream = spooled(source, room)
    await until(room.waited)
    await sleep(20)
    // Two slots, what is gathered for the next one, what did not fit there, and what the source has ready.
    expect(total()).toBeGreaterThan(3 * SLOT)
    expect(total()).toBeLessThan(3 * SLOT + 4 * 50_000)
    expect(sha(await collect(stream, () => sleep(1)))).toBe(sha(given))
    await stream.taken
    expect(file.end()).toBe(2 * SLOT)
  })

  test('puts small chunks into one slot', async () => {
    const { room } = roomOf(2 * SLOT)
    const { source, given } = chunks(Array(2 * 256).fill(1024))
    const stream = spooled(source, room)
    await stream.taken
    expect(room.waited()).toBe(false)
    expect(sha(await collect(stream))).toBe(sha(given))
  })
})

const linkOf = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch (error) {
    // The one that listed the folder.
    return String(error)
  }
}

describe('a failure', () => {
  test('of the source comes before all that waits on disk, and gives the room back', async () => {
    const { room } = roomOf(4 * SLOT)
    const stream = spooled(chunks([3 * SLOT, 10], dies).source, room)
    await expect(stream.taken).rejects.toThrow('the dump died')
    await expect(first(stream)).rejects.toThrow('the dump died')
    expect(slotsIn(room)).toBe(4)
  })

  test('of the source comes next where the reader has begun', async () => {
    const fail = Promise.withResolvers<never>()
    const { room } = roomOf(4 * SLOT)
    const stream = spooled(chunks([3 * SLOT, 10], () => fail.promise).source, room)
    await sleep(50)
    const pieces = stream[Symbol.asyncIterator]()
    expect((await pieces.next()).value).toHaveLength(SLOT)
    fail.reject(new Error('the dump died'))
    await expect(stream.taken).rejects.toThrow('the dump died')
    await expect(pieces.next()).rejects.toThrow('the dump died')
  })

  test('of the source comes though it waits for room', async () => {
    const { room } = roomOf(2 * SLOT)
    const { source } = chunks(Array(20).fill(100_000))
    const stream = spooled(source, room)
    await until(room.waited)
    source.destroy(new Error('the connection is lost'))
    await expect(stream.taken).rejects.toThrow('the connection is lost')
    await expect(first(stream)).rejects.toThrow('the connection is lost')
    expect(slotsIn(room)).toBe(2)
  })

  test('reaches a reader that waits', async () => {
    const { room } = roomOf(SLOT)
    const stream = spooled(chunks([], () => sleep(20).then(dies)).source, room)
    await expect(collect(stream)).rejects.toThrow('the dump died')
  })

  test.each([
    ['the source has ended', [2 * SLOT, 10], undefined],
    ['the source is silent', [2 * SLOT, 10], never],
    ['the source waits for room', Array(20).fill(100_000), undefined]
  ])('from outside comes before all that waits on disk, when %s', async (_, sizes, end) => {
    const { room } = roomOf(4 * SLOT)
    const { source, given } = chunks(sizes, end)
    const stream = spooled(source, room)
    await sleep(100)
    const count = given.length
    stream.destroy(new Error('cancelled'))
    await expect(first(stream)).rejects.toThrow('cancelled')
    await sleep(20)
    expect(source.destroyed).toBe(true)
    expect(given).toHaveLength(count)
    expect(slotsIn(room)).toBe(4)
  })

  test('of the reader ends the source and gives the room back', async () => {
    const { room } = roomOf(2 * SLOT)
    const { source } = chunks(Array(50).fill(50_000))
    const stream = spooled(source, room)
    await until(room.waited)
    for await (const _ of stream) break
    await expect(stream.taken).rejects.toThrow('given up')
    expect(source.destroyed).toBe(true)
    await sleep(20)
    expect(slotsIn(room)).toBe(2)
  })

  test('to write is told, and what can be done', async () => {
    const room = spoolRoom(path.join(directory, 'nowhere'), 4 * SLOT)
    const stream = spooled(chunks([2 * SLOT]).source, room)
    await expect(stream.taken).rejects.toThrow('ENOENT')
    await expect(collect(stream)).rejects.toMatchObject({ remedy: expect.stringContaining('spool') })
    await room.close()
  })
})

describe('a disk that is full', () => {
  test.each([
    ['at once', 0],
    ['within a slot', 1.5 * SLOT],
    ['within the last', 5.5 * SLOT]
  ])('makes the room smaller: %s', async (_, most) => {
    const { room, file } = roomOf(6 * SLOT, fileThat(directory, most))
    const all = [chunks(Array(40).fill(60_000)), chunks(Array(40).fill(70_001))]
    const streams = all.map(({ source }) => spooled(source, room))
    await until(() => room.waited() && room.diskFull())
    const read = await Promise.all(streams.map((stream) => collect(stream, () => sleep(1))))
    expect(read.map(sha)).toEqual(all.map(({ given }) => sha(given)))
    expect(file.end()).toBeLessThanOrEqual(most)
    // It is not tried again and again.
    expect(file.refused()).toBeLessThanOrEqual(streams.length)
  })
})

describe('streams that share a room', () => {
  test.each([2, 5])('are whole, and use no more of it than there is: %d of them', async (count) => {
    const random = seeded(20261122 + count)
    const { room, file } = roomOf(5 * SLOT + 12345)
    const all = Array.from({ length: count }, () =>
      chunks(Array.from({ length: 60 }, () => Math.floor(random() ** 3 * 150_000)))
    )
    const streams = all.map(({ source }) => spooled(source, room))
    await until(room.waited)
    const pause = () => (random() < 0.2 ? sleep(random() * 12) : Promise.resolve())
    const read = await Promise.all(streams.map((stream) => collect(stream, pause)))
    expect(read.map(sha)).toEqual(all.map(({ given }) => sha(given)))
    expect(file.end()).toBe(5 * SLOT)
  })

  test('go on as others are read', async () => {
    const { room } = roomOf(2 * SLOT)
    const holder = chunks([2 * SLOT, 10])
    const holding = spooled(holder.source, room)
    await holding.taken
    const other = chunks([2 * SLOT, 10])
    const waiting = spooled(other.source, room)
    await until(room.waited)
    expect(sha(await collect(holding))).toBe(sha(holder.given))
    await waiting.taken
    expect(sha(await collect(waiting))).toBe(sha(other.given))
  })

  // As the store does it: memory for 6 parts, taken before a part is filled, and let go of when it was sent.
  test('cannot wait for each other where their uploads share memory, too', async () => {
    const buffers = partBuffers(6 * partInMemory)
    const { signal } = new AbortController()
    const upload = async (stream: AsyncIterable<Buffer>) => {
      const pieces = stream[Symbol.asyncIterator]()
      const read: Buffer[] = []
      for (let done = false; !done; ) {
        const buffer = await buffers.take(partInMemory, signal)
        for (let filled = 0; filled < 2 * SLOT && !done; ) {
          const next = await pieces.next()
          done = next.done === true
          if (!done) read.push(Buffer.from(next.value))
          filled += read.at(-1)?.length ?? 0
        }
        await sleep(1)
        buffer.release()
      }
      return read
    }
    const { room } = roomOf(4 * SLOT)
    const holder = chunks([4 * SLOT, 10])
    const holding = spooled(holder.source, room)
    await holding.taken
    const starving = Array.from({ length: 8 }, () => chunks(Array(8).fill(100_000)))
    const streams = starving.map(({ source }) => spooled(source, room))
    await until(() => starving.every(({ total }) => total() > SLOT))
    await sleep(20)
    const uploads = streams.map(upload)
    const read = await Promise.race([
      Promise.all([...uploads, upload(holding)]),
      sleep(2000, [], { ref: false })
    ])
    expect(read.map(sha)).toEqual([...starving, holder].map(({ given }) => sha(given)))
  })
})
