import { describe, expect, test } from '@jest/globals'
import { list, sectionsInMarkdown, sectionsInText } from '../../src/report/sections.js'

const table = {
  title: 'Captured',
  columns: ['component', 'about'],
  rows: [
    ['db', '1.0 MiB'],
    ['a long name', '']
  ]
}
const sections = [list('Nothing', []), table, list('Stopped', ['worker (stopped)'])]

describe('sections', () => {
  test('are aligned lines in a log', () => {
    expect(sectionsInText(sections)).toBe(
      [
        'Captured:',
        '  component    about',
        '  db           1.0 MiB',
        '  a long name',
        'Stopped:',
        '  worker (stopped)'
      ].join('\n')
    )
  })

  test('are tables and lists in Markdown', () => {
    expect(sectionsInMarkdown(sections)).toBe(
      [
        '**Captured**\n',
        '| component | about |\n|---|---|\n| db | 1.0 MiB |\n| a long name |  |\n',
        '**Stopped**\n',
        '- worker (stopped)\n'
      ].join('\n')
    )
  })

  test('show commands as they are', () => {
    const commands = (...all: readonly string[]) => ({
      ...{ title: 'Commands', columns: ['command'] },
      rows: all.map((command) => [{ code: command }])
    })
    const shown = commands('touch *_*\nls', 'echo `date` ``', 'sed s/a\\|b// | <img>')
    expect(sectionsInMarkdown([shown]).split('\n').slice(4, 7)).toEqual([
      '| `touch *_* ls` |',
      '| ``` echo `date` `` ``` |',
      '| <code>sed s&#47;a&#92;&#124;b&#47;&#47; &#124; &#60;img&#62;</code> |'
    ])
    expect(sectionsInText([shown]).split('\n').at(-1)).toBe('  sed s/a\\|b// | <img>')
    expect(sectionsInMarkdown([{ title: 'List', rows: [[{ code: 'a | b' }]] }])).toContain('- `a | b`\n')
  })

  test('leave addresses as they are', () => {
    expect(
      sectionsInMarkdown([list('Runs', ['of https://ci/a_b_c#1 (since _noon_), https://ci/2|<x>'])])
    ).toContain('- of https://ci/a_b_c#1 (since \\_noon\\_), https://ci/2\\|\\<x\\>\n')
  })

  test('cannot be broken by what users name', () => {
    const nasty = [list('Commands', ['a\n::error::b | <img> *c*'])]
    expect(sectionsInText(nasty).split('\n')).toEqual(['Commands:', '  a ::error::b | <img> *c*'])
    expect(sectionsInMarkdown(nasty)).toContain('- a ::error::b \\| \\<img\\> \\*c\\*\n')
  })
})
