import { describe, expect, test } from '@jest/globals'
import { ALL_WRITTEN } from '../../src/host-script/guard.js'
import { afterMark } from '../../src/hosts/after-mark.js'
import { stderrTail } from '../../src/hosts/stderr-tail.js'

const MARK = '0123456789abcdef'

// Cuts a text into pieces of every size that makes a difference.
const cuts = (text: string) =>
  [1, 2, 3, 7, 16, 17, 18, text.length].map((size) =>
    Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      Buffer.from(text.slice(index * size, (index + 1) * size))
    )
  )

describe('what follows the mark', () => {
  const passed = (pieces: readonly Buffer[]) => {
    const output = afterMark(MARK)
    const text = pieces.map((piece) => output.pass(piece)?.toString() ?? '').join('')
    return { text, seen: output.seen(), noise: output.noise() }
  }

  test.each([
    ['nothing before it', '', ''],
    ['a greeting before it', 'Welcome!\n', 'Welcome!'],
    ['a greeting without line break before it', 'Welcome! ', 'Welcome!'],
    ['half a mark before it', '01234567\n0123', '01234567\n0123']
  ])('passes with %s, however it is cut', (_, before, noise) => {
    for (const pieces of cuts(`${before}${MARK}\ndata ${MARK}\nmore`)) {
      expect(passed(pieces)).toEqual({ text: `data ${MARK}\nmore`, seen: true, noise })
    }
  })

  test('is nothing where there is no mark', () => {
    expect(passed([Buffer.from('This account is currently not available.\n')])).toEqual({
      text: '',
      seen: false,
      noise: 'This account is currently not available.'
    })
  })

  test('is found behind a flood of noise, of which only the end is kept', () => {
    const output = afterMark(MARK)
    for (let count = 0; count < 100; count += 1) output.pass(Buffer.alloc(10_000, 'x'))
    expect(output.pass(Buffer.from(`${MARK}\ndata`))?.toString()).toBe('data')
    expect(output.noise().length).toBeLessThanOrEqual(64 * 1024 + 10_000)
  })
})

describe('the tail of standard error', () => {
  const taken = (pieces: readonly Buffer[]) => {
    const tail = stderrTail(MARK)
    return { ends: pieces.map((piece) => tail.take(piece)).filter(Boolean).length, text: tail.text() }
  }

  test.each([`${MARK} end`, ALL_WRITTEN])(
    'has no marks in it and notices "%s" once, however it is cut',
    (sign) => {
      for (const pieces of cuts(`you have mail\n${MARK}\npg_dump: warning\n${sign}\nlast words\n`)) {
        expect(taken(pieces)).toEqual({ ends: 1, text: 'pg_dump: warning\nlast words\n' })
      }
    }
  )

  test('has neither sign in it where both are given at once', () => {
    expect(taken([Buffer.from(`${MARK}\na\n${ALL_WRITTEN}\n${MARK} end\n`)])).toEqual({
      ends: 1,
      text: 'a\n'
    })
  })

  test('has no end where none is told', () => {
    expect(taken([Buffer.from(`${MARK}\n${MARK} en`)])).toEqual({ ends: 0, text: `${MARK} en` })
  })

  test('keeps the last 64 KiB, and finds the end behind more', () => {
    const { ends, text } = taken([
      Buffer.from(`${MARK}\n`),
      ...Array.from({ length: 20 }, () => Buffer.alloc(10_000, 'x')),
      Buffer.from(`\n${MARK} end\n`)
    ])
    expect([ends, text.length, text.endsWith('xx\n')]).toEqual([1, 64 * 1024, true])
  })
})
