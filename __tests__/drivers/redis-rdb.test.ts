import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { startChecksum } from '../../src/drivers/redis/checksum.js'
import { rdbInspector } from '../../src/drivers/redis/inspector.js'
import { UserError } from '../../src/errors.js'
import { inspect, withByte } from './feed.js'

const fixture = (name: string) => readFileSync(`__tests__/fixtures/redis/${name}`)

// What fill.sh puts in; newer servers take more.
const OLD = { db0: 23, 'db0 expires': 2, db3: 2, 'db3 expires': 1, db15: 1 }
const FILES = [
  { name: 'redis-6.0.rdb', format: 'REDIS0009', version: '6.0.16', counts: OLD },
  {
    name: 'redis-7.0.rdb',
    format: 'REDIS0010',
    version: '7.0.15',
    counts: { ...OLD, 'function libraries': 1 }
  },
  {
    name: 'redis-8.0.rdb',
    format: 'REDIS0012',
    version: '8.0.2',
    counts: { ...OLD, db0: 24, 'function libraries': 1 }
  },
  {
    name: 'valkey-8.1.rdb',
    format: 'REDIS0011',
    version: '8.1.1',
    counts: { ...OLD, 'function libraries': 1 }
  },
  {
    name: 'valkey-9.1.rdb',
    format: 'VALKEY080',
    version: '9.1.2',
    counts: { ...OLD, 'function libraries': 1 }
  },
  {
    name: 'redis-7.0-lfu.rdb',
    format: 'REDIS0010',
    version: '7.0.15',
    counts: { db0: 2, 'db0 expires': 1, 'function libraries': 1 }
  }
]

describe.each(FILES)('$name', ({ name, format, version, counts }) => {
  const file = fixture(name)

  test.each([1, 7, 4096, file.length])('is counted in pieces of %d bytes', (size) => {
    expect(inspect(rdbInspector(), file, size)).toEqual({
      counts,
      details: { format, serverVersion: version }
    })
  })

  test('is not whole when it is cut', () => {
    const step = file.length < 1000 ? 1 : 331
    for (let length = 0; length < file.length; length += step) {
      expect(() => inspect(rdbInspector(), file.subarray(0, length))).toThrow(UserError)
    }
    expect(() => inspect(rdbInspector(), file.subarray(0, file.length - 1))).toThrow('is cut short')
    expect(() => inspect(rdbInspector(), Buffer.alloc(0))).toThrow('the RDB file is empty')
  })

  test('is not whole with the mark of a stream behind it', () => {
    const mark = Buffer.from('24d5abc9cc0868871096a539cdd2775628296286')
    for (const size of [1, file.length, file.length + 40]) {
      expect(() => inspect(rdbInspector(), Buffer.concat([file, mark]), size)).toThrow(
        'goes on behind its end'
      )
    }
  })

  test('with a changed bit is refused', () => {
    const step = file.length < 1000 ? 1 : 701
    for (let at = 0; at < file.length; at += step) {
      for (const bit of [0, 7]) {
        const changed = withByte(file, at, (byte) => byte ^ (1 << bit))
        expect(() => inspect(rdbInspector(), changed)).toThrow(UserError)
      }
    }
  })
})

describe('an RDB file', () => {
  const header = Buffer.from('REDIS0011')
  const end = Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 0])
  const made = (...bytes: number[]) => Buffer.concat([header, Buffer.from(bytes), end])

  test('without a checksum is counted all the same', () => {
    expect(inspect(rdbInspector(), made(0, 1, 97, 1, 98)).counts).toEqual({ db0: 1 })
  })

  test('of an empty server says so', () => {
    expect(inspect(rdbInspector(), made()).counts).toEqual({ db0: 0 })
  })

  test('of an unknown version is refused by what is unknown in it', () => {
    expect(() => inspect(rdbInspector(), made(99, 1, 97, 1, 98))).toThrow('a value of an unknown type (99)')
    expect(() => inspect(rdbInspector(), made(243, 1))).toThrow('something unknown (243)')
  })

  test.each([
    [
      'strings with lengths of 6, 14, 32 and 64 bits',
      [
        0,
        1,
        97,
        ...sized([0x40, 70], 70),
        0,
        1,
        98,
        ...sized([0x80, 0, 0, 0, 70], 70),
        0,
        1,
        99,
        ...sized([0x81, 0, 0, 0, 0, 0, 0, 0, 70], 70)
      ],
      3
    ],
    ['numbers as strings', [0, 0xc0, 1, 0xc1, 1, 2, 0, 1, 98, 0xc2, 1, 2, 3, 4], 2],
    ['a compressed string', [0, 1, 97, 0xc3, 3, 0x40, 200, 1, 2, 3], 1],
    [
      'a sorted set with scores in digits, and those that are no numbers',
      [3, 1, 97, 3, 1, 98, 1, 49, 1, 99, 254, 1, 100, 253],
      1
    ],
    [
      'a value of a module',
      [
        7, 1, 97, 0x81, 1, 2, 3, 4, 5, 6, 7, 8, 2, 5, 1, 7, 3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1,
        98, 0
      ],
      1
    ],
    ['what a module keeps beside keys', [247, 0x81, 1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 2, 5, 5, 1, 98, 0], 0],
    ['idle times, sizes and slots', [251, 1, 1, 244, 1, 2, 3, 248, 5, 0, 1, 97, 1, 98], 1],
    ['times in seconds', [253, 1, 2, 3, 4, 0, 1, 97, 1, 98], 1]
  ])('may hold %s', (_, bytes, keys) => {
    for (const size of [1, 5, 1000]) {
      expect(inspect(rdbInspector(), made(...bytes), size).counts['db0']).toBe(keys)
    }
  })

  test.each([
    ['nothing', ''],
    ['an error', 'NOAUTH Authentication required.\n'],
    ['a banner before it', `hello\n${made().toString('latin1')}`],
    ['a version from before checksums', made().toString('latin1').replace('0011', '0004')]
  ])('is not %s', (_, text) => {
    expect(() => inspect(rdbInspector(), Buffer.from(text, 'latin1'))).toThrow(UserError)
  })
})

test('the checksum is the one of Redis, in pieces of any size', () => {
  for (const size of [1, 3, 8, 9]) {
    const checksum = startChecksum()
    const bytes = Buffer.from('123456789')
    for (let at = 0; at < bytes.length; at += size) checksum.update(bytes.subarray(at, at + size))
    expect(checksum.value()).toBe(0xe9c6d914c4b8d9can)
  }
})

function sized(length: number[], count: number): number[] {
  return [...length, ...Array.from({ length: count }, () => 120)]
}
