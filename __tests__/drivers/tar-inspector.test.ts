import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Inspection, Inspector } from '../../src/drivers/driver.js'
import { tarInspector } from '../../src/drivers/tar/inspector.js'
import { UserError } from '../../src/errors.js'

// `__tests__/fixtures/tar/make.sh` made the archives.
const archive = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'tar', `${name}.tar`))

function inspect(bytes: Buffer, chunkBytes = bytes.length): Inspection {
  const inspector = tarInspector({ strict: false })
  for (let at = 0; at < bytes.length; at += Math.max(1, chunkBytes)) {
    // A copy that is overwritten at once: whatever keeps a reference to a chunk would see rubbish.
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes))
    inspector.write(chunk)
    chunk.fill(0xaa)
  }
  return inspector.end('')
}

const tree = { entries: 15, files: 5, directories: 5, symlinks: 2, 'hard links': 2, other: 1, bytes: 13 }
const holes = { entries: 4, files: 3, directories: 1, symlinks: 0, 'hard links': 0, other: 0 }
const holesBytes = 9 * 1024 ** 3 + 1024 ** 2 + (6 * 64 * 1024 + 1)

const ARCHIVES = [
  { name: 'ustar', counts: { ...tree, entries: 14, files: 4, bytes: 8 }, format: 'ustar', owners: [1000] },
  { name: 'busybox', counts: tree, format: 'gnu', owners: [0] },
  { name: 'gnu', counts: tree, format: 'gnu', owners: [0, 2000000000] },
  { name: 'pax', counts: tree, format: 'pax', owners: [0, 2000000000], attributes: 1 },
  ...['gnu', 'pax-0.0', 'pax-0.1', 'pax-1.0'].map((kind) => ({
    name: `sparse-${kind}`,
    counts: { ...holes, bytes: holesBytes },
    format: kind.slice(0, 3),
    owners: [0],
    sparse: 3
  }))
]

describe.each(ARCHIVES)('the archive $name', ({ name, counts, format, owners, ...more }) => {
  const bytes = archive(name)
  const whole = {
    counts,
    details: { format, owners, groups: owners, attributes: 0, sparse: 0, ...more },
    warnings: []
  }

  test('is counted', () => expect(inspect(bytes)).toEqual(whole))

  test.each([1, 7, 511, 512, 513, 1023, 1025, 10_240])('is counted alike in chunks of %i bytes', (size) => {
    expect(inspect(bytes, size)).toEqual(whole)
  })

  test('may be followed by zeros in full blocks', () => {
    expect(inspect(Buffer.concat([bytes, Buffer.alloc(100_352)]))).toEqual(whole)
  })

  test('is refused wherever it is cut', () => {
    const end = bytes.length - trailingZeros(bytes)
    // The last block that holds something, and two empty ones.
    const least = Math.ceil(end / 512) * 512 + 1024
    const inspector = tarInspector({ strict: false })
    const accepted = lengths(bytes.length).filter((length) => {
      if (length > 0) inspector.write(bytes.subarray(length - 1, length))
      return isWhole(inspector)
    })
    expect(accepted).toEqual(lengths(bytes.length).filter((length) => length >= least && length % 512 === 0))
  })

  test('is refused when anything follows its end', () => {
    expect(() => inspect(Buffer.concat([bytes, Buffer.from('x'), Buffer.alloc(511)]))).toThrow(
      'something follows its end'
    )
  })

  test('is refused when a bit of its first header flips', () => {
    const flipped = (at: number) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8))
      return damaged
    }
    // The end of the checksum's own field is padding.
    const matters = lengths(512).filter((at) => at < 148 || at >= 156)
    expect(matters.filter((at) => isWhole(tarInspector({ strict: false }), flipped(at)))).toEqual([])
  })
})

const lengths = (total: number): number[] => Array.from({ length: total }, (_, length) => length)

function isWhole(inspector: Inspector, bytes = Buffer.alloc(0)): boolean {
  try {
    inspector.write(bytes)
    inspector.end('')
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

const trailingZeros = (bytes: Buffer): number =>
  bytes.length - (bytes.findLastIndex((byte) => byte !== 0) + 1)

describe('what is no good archive', () => {
  test('bytes of another kind', () => {
    expect(() => inspect(Buffer.alloc(1024, 'Welcome to Ubuntu'))).toThrow('no tar archive')
  })

  test('an archive of nothing', () => {
    expect(() => inspect(Buffer.alloc(10_240))).toThrow('holds nothing')
  })

  test('an empty block within', () => {
    expect(() => inspect(Buffer.concat([member({}), Buffer.alloc(512), member({})]))).toThrow(
      'an empty block stands within it'
    )
  })

  test.each(['/etc/passwd', '..', '../up', 'a/../../b', 'a/..'])('a name outside: %s', (name) => {
    expect(() => inspect(ended(member({ name })))).toThrow('names a place outside')
    expect(() => inspect(ended(member({ type: '1', link: name })))).toThrow('names a place outside')
  })

  test.each(['..a', 'a..', 'a/...', 'a/b..c'])('but dots within a name are fine: %s', (name) => {
    expect(inspect(ended(member({ name }))).counts['entries']).toBe(1)
  })

  test('a symbolic link may point anywhere', () => {
    expect(inspect(ended(member({ type: '2', link: '/etc/passwd' }))).counts['symlinks']).toBe(1)
  })

  test.each(['M', 'V', 'D', 'Z'])('a member of type %s', (type) => {
    expect(() => inspect(ended(member({ type })))).toThrow('unknown type')
  })

  test.each([
    ['a negative size', Buffer.alloc(12, 0xff)],
    ['a size beyond all measure', Buffer.from([0x80, 0, 0, 0x7f, 1, 1, 1, 1, 1, 1, 1, 1])],
    ['a size that is no number', Buffer.from('12three45678')]
  ])('%s', (_, size) => {
    expect(() => inspect(ended(member({ size })))).toThrow('a number in a header')
  })

  test.each([
    ['30 path=too/short\n'],
    ['12 path=long\n'],
    ['path=no length\n'],
    ['15 no equals xx\n'],
    ['12 size=none\n']
  ])('the extended header %j', (records) => {
    const header = member({ type: 'x', size: octal(records.length) })
    const content = Buffer.alloc(512)
    content.write(records)
    expect(() => inspect(ended(Buffer.concat([header, content, member({})])))).toThrow('damaged')
  })

  test('an extended header that claims to be huge', () => {
    expect(() => inspect(ended(member({ type: 'x', size: octal(2 ** 30) })))).toThrow('far too long')
  })
})

test('secrets are told by name, the first three of them', () => {
  const names = ['app/.env', 'tls/one.key', 'two.key', 'three.key', 'readme.md']
  const inspector = tarInspector({ strict: false, secrets: /\.env$|\.key$/ })
  inspector.write(ended(Buffer.concat(names.map((name) => member({ name })))))
  expect(inspector.end('').warnings).toEqual([
    'the backup holds secrets in plain text: app/.env, tls/one.key, two.key and 1 more'
  ])
})

const octal = (value: number) => Buffer.from(value.toString(8).padStart(11, '0'))

const ended = (members: Buffer) => Buffer.concat([members, Buffer.alloc(1024)])

/** A header as POSIX has it, for what no tool would write. */
function member({
  name = 'name',
  type = '0',
  link = '',
  size = octal(0)
}: {
  readonly name?: string
  readonly type?: string
  readonly link?: string
  readonly size?: Buffer
}): Buffer {
  const block = Buffer.alloc(512)
  block.write(name, 0)
  for (const at of [100, 108, 116]) block.write('0000644', at)
  size.copy(block, 124)
  block.write('00000000000', 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write(link, 157)
  block.write('ustar\0' + '00', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
