import process from 'node:process'
import { expect, test } from '@jest/globals'
import { noteUsedBuffers } from '../src/used-buffers.js'

const MEBIBYTE = 2 ** 20

test('what a stream used does not add up', async () => {
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  for (let passed = 0; passed < 512; passed += 1) {
    Buffer.allocUnsafeSlow(MEBIBYTE)
    noteUsedBuffers(MEBIBYTE)
    // A stream gives way between its chunks.
    await new Promise((resolve) => setImmediate(resolve))
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }
  expect(most / MEBIBYTE).toBeLessThan(48)
})
