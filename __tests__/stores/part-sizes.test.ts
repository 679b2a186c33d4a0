import { describe, expect, test } from '@jest/globals'
import { largestPart, partInMemory, planParts } from '../../src/stores/s3/part-sizes.js'
import { travellersBeside } from '../../src/stores/s3/send-parts.js'

const MiB = 2 ** 20
const GiB = 2 ** 30
const TiB = 2 ** 40

describe('parts that grow', () => {
  const plan = planParts({ maximumParts: 10_000, uniform: false })

  test('begin small and end big', () => {
    expect([1, 4000, 4001, 5500, 5501, 7500, 7501, 10_000].map((part) => plan.of(part))).toEqual(
      [6, 6, 64, 64, 256, 256, 1850, 1850].map((size) => size * MiB)
    )
    expect(plan.of(10_001)).toBeUndefined()
  })

  test('hold 5 TiB in 10,000', () => {
    expect(plan.capacity).toBeGreaterThan(5 * TiB)
    expect(plan.capacity).toBe(sum(plan.of, 10_000))
  })

  test('are in memory up to 23 GiB, and need little of the disk up to 600 GiB', () => {
    let bytes = 0
    for (let part = 1; bytes <= 600 * GiB; part += 1) {
      const size = plan.of(part) ?? 0
      bytes += size
      if (bytes < 23 * GiB) expect(size).toBe(partInMemory)
      const onDisk = size > partInMemory ? size * (travellersBeside(size) + 1) : 0
      expect(onDisk).toBeLessThanOrEqual(GiB)
    }
  })

  test('never shrink, and are what S3 takes', () => {
    for (let part = 2; part <= 10_000; part += 1) {
      expect(plan.of(part)).toBeGreaterThanOrEqual(plan.of(part - 1) ?? 0)
    }
    expect(plan.of(1)).toBeGreaterThanOrEqual(5 * MiB)
    expect(plan.of(10_000)).toBeLessThanOrEqual(largestPart)
  })

  test('make the most of a store that allows 1,000', () => {
    const few = planParts({ maximumParts: 1000, uniform: false })
    expect(few.capacity).toBeGreaterThan(500 * GiB)
    expect(few.of(1)).toBe(6 * MiB)
    expect(few.of(1001)).toBeUndefined()
  })

  test('become big from the beginning where so much is expected that they would not do', () => {
    const few = planParts({ maximumParts: 1000, uniform: false, expectedBytes: 2 * TiB })
    expect(few.capacity).toBeGreaterThanOrEqual(3 * TiB)
    expect(few.of(1)).toBe(few.of(1000))
  })
})

describe('parts of one size', () => {
  const sizeFor = (expectedBytes: number | undefined, maximumParts = 10_000): number => {
    const plan = planParts({ maximumParts, uniform: true, expectedBytes })
    expect(plan.of(1)).toBe(plan.of(maximumParts))
    expect(plan.capacity).toBe((plan.of(1) ?? 0) * maximumParts)
    return (plan.of(1) ?? 0) / MiB
  }

  test('hold 625 GiB where nothing is known', () => {
    expect(sizeFor(undefined)).toBe(64)
  })

  test.each([
    [0, 6],
    [1000, 6],
    [10 * GiB, 6],
    [100 * GiB, 42],
    [300 * GiB, 64],
    [1 * TiB, 162],
    [5 * TiB, 792]
  ])('hold more than the %d bytes expected: %d MiB', (expectedBytes, size) => {
    expect(sizeFor(expectedBytes)).toBe(size)
    expect(size * MiB * 10_000).toBeGreaterThanOrEqual(1.4 * expectedBytes)
  })

  test('are never bigger than a store takes', () => {
    expect(sizeFor(50 * TiB, 1000)).toBe(5 * 1024)
  })
})

test('several parts travel at once, and those in memory stay within 24 MiB with the one that fills', () => {
  expect([partInMemory, 64 * MiB, 256 * MiB, 1850 * MiB].map(travellersBeside)).toEqual([3, 3, 3, 1])
  expect(partInMemory * (travellersBeside(partInMemory) + 1)).toBe(24 * MiB)
})

const sum = (of: (part: number) => number | undefined, parts: number): number =>
  Array.from({ length: parts }, (_, index) => of(index + 1) ?? 0).reduce((total, size) => total + size, 0)
