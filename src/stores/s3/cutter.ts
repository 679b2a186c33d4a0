import type { Readable } from 'node:stream'
import { UserError } from '../../errors.js'
import type { Source } from '../source.js'
import { type Algorithm, type Digests, digester } from './checksums.js'
import { memoryPart, type PartBytes } from './memory-part.js'
import type { PartBuffers } from './part-buffers.js'
import { type PartSizes, partInMemory } from './part-sizes.js'
import type { Spool } from './spool.js'

/** A part that is filled and waits to be sent. */
export interface Part {
  /** Counted from 1. */
  readonly number: number
  readonly bytes: number
  readonly digests: Digests
  /** Whether the stream ended before the part was full. */
  readonly last: boolean
  /** A new stream of its bytes, for each attempt to send it. */
  stream(): Readable
  release(): void
}

export interface Cutting {
  readonly source: Source
  readonly sizes: PartSizes
  readonly buffers: PartBuffers
  readonly spool: Spool
  readonly signal: AbortSignal
}

/** Cuts the first part; a stream that is shorter than a few hundred KiB needs none of the shared memory. */
export async function cutFirstPart(cutting: Cutting, algorithms: readonly Algorithm[]): Promise<Part> {
  const { source } = cutting
  const digest = digester(algorithms)
  const little = memoryPart({ blocks: [Buffer.allocUnsafeSlow(littleBytes)], release: () => undefined })
  while (little.length() < littleBytes && (await source.more())) {
    const bytes = source.take(littleBytes - little.length())
    digest.update(bytes)
    await little.write(bytes)
  }
  if (!(await source.more())) return partOf(little, { number: 1, digests: digest.digests(), last: true })
  const size = sizeOf(cutting, 1)
  const room = await roomFor(cutting, size)
  try {
    for await (const bytes of little.stream()) await room.write(bytes)
    return await fill(cutting, { number: 1, size, room, digest })
  } catch (error) {
    room.release()
    throw error
  }
}

/** Cuts the next part, or gives nothing when the stream has ended. */
export async function cutPart(
  cutting: Cutting,
  number: number,
  algorithms: readonly Algorithm[]
): Promise<Part | undefined> {
  // Memory is only taken once there is something to put into it.
  if (!(await cutting.source.more())) return undefined
  const size = sizeOf(cutting, number)
  const room = await roomFor(cutting, size)
  try {
    return await fill(cutting, { number, size, room, digest: digester(algorithms) })
  } catch (error) {
    room.release()
    throw error
  }
}

const littleBytes = 2 ** 18

interface Filling {
  readonly number: number
  readonly size: number
  readonly room: PartBytes
  readonly digest: ReturnType<typeof digester>
}

async function fill({ source }: Cutting, { number, size, room, digest }: Filling): Promise<Part> {
  let last = false
  while (room.length() < size && !last) {
    if (await source.more()) {
      const bytes = source.take(size - room.length())
      digest.update(bytes)
      await room.write(bytes)
    } else last = true
  }
  await room.finish()
  return partOf(room, { number, digests: digest.digests(), last })
}

const partOf = (room: PartBytes, facts: Pick<Part, 'number' | 'digests' | 'last'>): Part => ({
  ...facts,
  bytes: room.length(),
  stream: room.stream,
  release: room.release
})

function sizeOf({ sizes }: Cutting, number: number): number {
  const size = sizes.of(number)
  if (size !== undefined) return size
  const most = sizes.capacity / 2 ** 20
  const fits = most < 10_240 ? `${most} MiB` : `${Math.floor(most / 1024)} GiB`
  throw new UserError(`The stream is longer than the ${fits} that fit into ${number - 1} parts`, {
    remedy:
      'Split the component into smaller ones, or correct store.maximum-parts and store.uniform-parts if the store allows more.'
  })
}

async function roomFor({ buffers, spool, signal }: Cutting, size: number): Promise<PartBytes> {
  if (size <= partInMemory) return memoryPart(await buffers.take(size, signal))
  buffers.shrink()
  return spool.take()
}
