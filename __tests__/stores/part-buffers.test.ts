import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { blockBytes, type PartBuffer, partBuffers } from '../../src/stores/s3/part-buffers.js'

const never = new AbortController().signal

describe('the memory that uploads share', () => {
  test('is used again and again', async () => {
    const buffers = partBuffers(8 * blockBytes)
    const blocks = new Set<Uint8Array>()
    for (let round = 0; round < 100; round += 1) {
      const buffer = await buffers.take(2 * blockBytes, never)
      for (const block of buffer.blocks) blocks.add(block)
      buffer.release()
    }
    expect(blocks.size).toBe(2)
  })

  test('is let go of where nobody has it', async () => {
    const buffers = partBuffers(2 * blockBytes)
    const held = await buffers.take(1, never)
    const other = await buffers.take(1, never)
    other.release()
    buffers.shrink()
    held.release()
    const again = [await buffers.take(1, never), await buffers.take(1, never)]
    expect(again[0]?.blocks[0]).toBe(held.blocks[0])
    expect(again[1]?.blocks[0]).not.toBe(other.blocks[0])
  })

  test('is never more than its budget, whatever is asked for', async () => {
    const buffers = partBuffers(4 * blockBytes)
    const allocated = new Set<Uint8Array>()
    let held = 0
    let most = 0
    const upload = async (size: number): Promise<void> => {
      for (let part = 0; part < 50; part += 1) {
        const { blocks, release } = await buffers.take(size, never)
        for (const block of blocks) allocated.add(block)
        held += blocks.length
        most = Math.max(most, held)
        await sleep(Math.random() * 2)
        held -= blocks.length
        release()
      }
    }
    await Promise.all([1, blockBytes, 2 * blockBytes, 3 * blockBytes, 4 * blockBytes].map(upload))
    expect(most).toBe(4)
    expect(allocated.size).toBe(4)
  })

  test('never keeps uploads waiting for each other: each holds parts that travel while it waits for one to fill', async () => {
    const buffers = partBuffers(8 * blockBytes)
    const upload = async (size: number): Promise<number> => {
      const travelling = new Set<Promise<void>>()
      for (let part = 0; part < 40; part += 1) {
        const buffer = await buffers.take(size, never)
        const journey = sleep(Math.random() * 3).then(() => {
          buffer.release()
          travelling.delete(journey)
        })
        travelling.add(journey)
        while (travelling.size >= 3) await Promise.race(travelling)
      }
      await Promise.all(travelling)
      return 40
    }
    const sizes = [1, 2, 2, 1, 2, 8, 4].map((blocks) => blocks * blockBytes)
    expect(await Promise.all(sizes.map(upload))).toEqual(sizes.map(() => 40))
  }, 20_000)

  test('goes to who asked first, even if another would fit', async () => {
    const buffers = partBuffers(4 * blockBytes)
    const first = await buffers.take(3 * blockBytes, never)
    const order: string[] = []
    const big = buffers.take(4 * blockBytes, never).then((buffer) => noted(order, 'big', buffer))
    const small = buffers.take(blockBytes, never).then((buffer) => noted(order, 'small', buffer))
    await sleep(10)
    expect(order).toEqual([])
    first.release()
    await Promise.all([big, small])
    expect(order).toEqual(['big', 'small'])
  })

  test('is not given to who has stopped waiting', async () => {
    const buffers = partBuffers(2 * blockBytes)
    const held = await buffers.take(2 * blockBytes, never)
    const stop = new AbortController()
    const waiting = buffers.take(2 * blockBytes, stop.signal)
    const behind = buffers.take(blockBytes, never)
    stop.abort(new Error('the upload failed'))
    await expect(waiting).rejects.toThrow('the upload failed')
    held.release()
    held.release()
    const { blocks } = await behind
    expect(blocks).toHaveLength(1)
    await expect(buffers.take(1, stop.signal)).rejects.toThrow('the upload failed')
  })

  test('refuses what can never fit', async () => {
    await expect(partBuffers(2 * blockBytes).take(3 * blockBytes, never)).rejects.toThrow('do not fit')
  })
})

function noted(order: string[], name: string, buffer: PartBuffer): void {
  order.push(name)
  buffer.release()
}
