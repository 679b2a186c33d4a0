import { expect, test } from '@jest/globals'
import { formatBytes, formatCount, formatDuration } from '../src/format.js'

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536 * 1024, '1.5 MiB'],
  [150 * 1024 ** 3, '150 GiB']
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0.84, '0.8 s'],
  [42.4, '42 s'],
  [185, '3 min 5 s'],
  [7620, '2 h 7 min']
])('%d seconds read %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('counts are grouped', () => {
  expect(formatCount(1234567)).toBe('1,234,567')
})
