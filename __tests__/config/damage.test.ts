import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { drivers } from '../../src/drivers/index.js'
import { problemsIn } from './sample.js'

const example = readFileSync(new URL('../../examples/full.yml', import.meta.url), 'utf8')
const options = { drivers, environment: { ENVIRONMENT: 'staging' } }

/** The example with something wrong in one place, for every place and everything that could be wrong there. */
function* damaged(): Generator<string> {
  const lines = example.split('\n')
  for (const [index, line] of lines.entries()) {
    yield lines.toSpliced(index, 1).join('\n')
    yield lines.toSpliced(index, 0, line).join('\n')
  }
  const odd = [
    '{',
    ']',
    '"',
    ':',
    '\n',
    '&a ',
    '*a ',
    '!x ',
    '\t',
    '<<: ',
    '${',
    '#',
    'null ',
    '7',
    `\${NOWHERE}`
  ]
  for (let at = 0; at < example.length; at += 29) {
    const inserted = odd[(at / 29) % odd.length] ?? ''
    yield example.slice(0, at) + inserted + example.slice(at)
    yield example.slice(0, at)
  }
}

test('whatever is wrong with a document, the problems are told with their place and never crash', () => {
  let refused = 0
  for (const text of damaged()) {
    const problems = problemsIn(text, options)
    for (const problem of problems) expect(problem).toMatch(/^config:(\d+:\d+: | is empty)/)
    if (problems.length > 0) refused += 1
  }
  expect(refused).toBeGreaterThan(80)
})

test('and undamaged the same document is accepted', () => expect(problemsIn(example, options)).toEqual([]))
