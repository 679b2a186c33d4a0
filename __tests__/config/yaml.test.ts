import { describe, expect, test } from '@jest/globals'
import { documentWith, problemsIn } from './sample.js'

const QUOTE_IT =
  'Put the text in quotes, or correct the indentation: keys of one mapping begin in one column.'

const broken: Readonly<Record<string, readonly [text: string, problem: string | RegExp]>> = {
  'nothing at all': ['', /^config: is empty\n→ Describe the stack, for example:\nstack: shop\n/],
  'nothing but comments': ['# stack: shop\n---\n\n', /^config: is empty/],
  'a tab in the indentation': [
    'stack: shop\nstore:\n\tbucket: b\n',
    'config:3:1: a tab stands in the indentation\n→ Indent with spaces.'
  ],
  'a bracket that is never closed': [
    'stack: [shop\n',
    'config:2:1: the text ends before it is complete\n→ Look for a bracket or a quote that was opened and never closed.'
  ],
  'a quote that is never closed': [
    'stack: "shop\n',
    'config:2:1: the text ends before it is complete\n→ Look for a bracket or a quote that was opened and never closed.'
  ],
  'a second colon': [
    'stack: shop: production\n',
    `config:1:8: a key or a list stands where text has begun already\n→ ${QUOTE_IT}`
  ],
  'keys in different columns': [
    'stack: shop\n host: local\n',
    `config:1:8: a key or a list stands where text has begun already\n→ ${QUOTE_IT}`
  ],
  'a line without a colon': [
    'stack: shop\nhost\nstore: {}\n',
    /^config:2:1: a key or a list stands where text has begun already/
  ],
  'a character that YAML keeps for itself': [
    'stack: @shop\n',
    'config:1:8: text cannot begin with this character\n→ Put the text in quotes.'
  ],
  'a tag': [
    'stack: !secret shop\n',
    'config:1:8: unknown tag\n→ Leave the tag out, or quote text that begins with !.'
  ],
  'a second document': [
    'stack: shop\n---\nstack: other\n',
    'config:2:1: a second document begins\n→ Leave one document: a configuration describes one stack.'
  ],
  'a key that is a list': [
    '? [a]\n: 1\n',
    'config:1:3: a key is not plain text\n→ Quote the key, or quote the text that begins with [ or {.'
  ],
  'an alias of nothing': [
    'stack: *name\n',
    'config:1:8: an alias names no anchor above it\n→ Set the anchor (&name) before the alias (*name).'
  ],
  'an alias inside of its anchor': [
    'components: &all { db: *all }\n',
    'config:1:24: an alias stands inside of its own anchor\n→ Write out what is meant.'
  ],
  'a merge of text': [
    'stack: shop\n<<: shop\n',
    'config:2:1: a merge takes mappings only\n→ Write <<: *name for the anchor of a mapping.'
  ],
  'aliases of aliases of aliases': [
    `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefgh']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`)
      .join('')}`,
    'config:1:1: its aliases unfold to far more than a configuration\n→ Write out what is meant.'
  ],
  'merges of merges of merges': [
    `a: &a { x: 1 }\n${[...'bcdefgh']
      .map(
        (name, index) => `${name}: &${name} { <<: [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}] }\n`
      )
      .join('')}`,
    'config:1:1: its aliases unfold to far more than a configuration\n→ Write out what is meant.'
  ],
  'a variable in braces without quotes': [
    `store: { bucket: \${BUCKET}, region: here }\n`,
    `config:1:19: a variable inside of { … } or [ … ] is not valid YAML without quotes\n→ Put it in quotes: "\${NAME}".`
  ],
  'a NUL byte': [
    'stack: shop\nhost: \0\n',
    'config: line 2 holds a NUL byte\n→ Save the file as UTF-8 text.'
  ],
  'a picture': [`stack: ${'x'.repeat(300_000)}`, /^config: is 300007 characters long/],
  'brackets without end': ['['.repeat(100_000), /^config:1:\d+: is nested too deeply\n/]
}

describe('what is no YAML is told in plain words', () => {
  test.each(Object.entries(broken))('%s', (_, [text, problem]) => {
    const [first = '', ...others] = problemsIn(text)
    if (typeof problem === 'string') expect(first).toBe(problem)
    else expect(first).toMatch(problem)
    expect(others).toEqual([])
  })

  test('and without a word of the text', () => {
    for (const text of [
      'a: "hunter2\n',
      'a: hunter2: b\n',
      'a: hunter2}\nb: {\n',
      '- hunter2\nhunter2: }\n'
    ]) {
      expect(problemsIn(text).join()).not.toContain('hunter2')
    }
  })
})

test('a NUL that is escaped is told with its path', () => {
  const [problem] = problemsIn(documentWith({ components: '{ db: { type: postgres, container: "a\\0b" } }' }))
  expect(problem).toBe(
    'config:4:48: components.db.container: holds a NUL byte\n→ Leave it out: no command can take it.'
  )
})

test('what is nested deeply, but not too deeply, is told by the schema', () => {
  const deep = `${'{ a: '.repeat(500)}1${' }'.repeat(500)}`
  expect(problemsIn(documentWith({ compression: deep }))).toEqual([
    'config:5:16: compression.a: unknown key\n→ Known are: codec, level.'
  ])
})

test('line breaks of Windows and a byte order mark do no harm', () => {
  expect(problemsIn(`\uFEFF${documentWith({}).replaceAll('\n', '\r\n')}`)).toEqual([])
})

test('each key that stands twice is told', () => {
  expect(problemsIn(`${documentWith({})}stack: other\ncomponents: {}\n`)).toEqual([
    'config:5:1: stack: this key stands twice in the same mapping\n→ Leave one of the two out.',
    'config:6:1: components: this key stands twice in the same mapping\n→ Leave one of the two out.',
    'config:6:1: components: names nothing to back up\n→ Add a component.'
  ])
})
