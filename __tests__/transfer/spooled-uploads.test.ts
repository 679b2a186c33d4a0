import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, test } from '@jest/globals'
import { captureOrder } from '../../src/modes/capture-order.js'
import { SLOT_BYTES, spoolRoom } from '../../src/transfer/spool-room.js'
import { spooled } from '../../src/transfer/spooled.js'
import { withFakeStore } from '../stores/fake-store.js'

const directory = mkdtempSync(path.join(tmpdir(), 'spool-'))
afterAll(() => rmSync(directory, { recursive: true }))

const sha = () => createHash('sha256')

// More uploads than there are parts in memory, each of more than a part, and a spool that the first of them uses up.
test('uploads that run ahead of the store through a small spool all come to their end', async () => {
  await withFakeStore({}, async (store) => {
    const room = spoolRoom(directory, 12 * SLOT_BYTES)
    const chunk = randomBytes(100_000)
    const expected = sha()
    for (let index = 0; index < 70; index += 1) expected.update(chunk)
    const jobs = Array.from({ length: 14 }, (_, index) => ({
      expectedBytes: index < 10 ? 7_000_000 : undefined,
      work: () => {
        const stream = spooled(Readable.from(Array(70).fill(chunk)), room)
        return { released: stream.taken, result: store.put(`${index}`, stream) }
      }
    }))
    await captureOrder(jobs).result
    expect(room.waited()).toBe(true)
    for (const index of jobs.keys()) {
      const stored = sha()
      for await (const piece of await store.get(`${index}`)) stored.update(piece as Buffer)
      expect(stored.digest('hex')).toBe(expected.copy().digest('hex'))
    }
    await room.close()
  })
})
