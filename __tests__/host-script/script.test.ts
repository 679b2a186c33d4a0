import { describe, expect, test } from '@jest/globals'
import { lines, quote, sh, withSecrets } from '../../src/host-script/script.js'
import { Secret } from '../../src/secret.js'
import { runIn, SHELLS } from './shells.js'

const AWKWARD = [
  '',
  ' ',
  'two words',
  "it's",
  '"double"',
  '$(touch /tmp/never)',
  '`touch /tmp/never`',
  '$HOME',
  'a\nb',
  'a\\nb',
  '\\',
  "'\\''",
  '-rf',
  '--help',
  '*',
  '~root',
  'ü – 数据',
  '!history',
  'a;b|c&d>e<f',
  '#comment',
  'tab\there'
]

describe('quoting', () => {
  test.each(SHELLS)('gives back every text unchanged in %s', (shell) => {
    for (const text of AWKWARD) expect(runIn(shell, sh`printf '%s' ${text}`).stdout).toBe(text)
  })

  test.each(SHELLS)('keeps the items of a list apart in %s', (shell) => {
    expect(runIn(shell, sh`printf '[%s]' ${AWKWARD}`).stdout).toBe(
      AWKWARD.map((text) => `[${text}]`).join('')
    )
  })

  test('leaves plain words readable', () => {
    expect(sh`tar -C ${'/srv/shop'} -b ${20}`.text).toBe('tar -C /srv/shop -b 20')
  })

  test('refuses a NUL byte', () => {
    expect(() => quote('a\0b')).toThrow('a name holds a NUL byte: "a\\u0000b"')
  })
})

describe('a script', () => {
  test('nests others as they are', () => {
    expect(sh`( ${sh`echo ${'a b'}`} ) | cat`.text).toBe("( echo 'a b' ) | cat")
  })

  test('has no trace of what is absent', () => {
    expect(sh`a${undefined}b`.text).toBe('ab')
  })

  test('carries the secrets of what it nests', () => {
    const [one, other] = [new Secret('1'), new Secret('2')]
    const nested = sh`${withSecrets(sh`a`, { ONE: one })} | ${withSecrets(sh`b`, { OTHER: other })}`
    expect(nested).toEqual({ text: 'a | b', secrets: { ONE: one, OTHER: other } })
  })

  test('may consist of several, one a line', () => {
    expect(lines([sh`a`, sh`b`]).text).toBe('a\nb')
  })
})

test('a part that JavaScript cannot read is an error instead of a hole', () => {
  expect(() => sh`sed 's/\(x\)/\1/'`).toThrow('needs its backslashes doubled')
})
