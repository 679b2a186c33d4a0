import { code, codeInTable, escapeMarkdown } from './markdown.js'

/** A part of what is told, for a log and for Markdown alike. One without rows is not told. */
export interface Section {
  readonly title: string
  /** The heads of a table; a list where absent. */
  readonly columns?: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Text, or what a shell reads. */
export type Cell = string | { readonly code: string }

/** A list under a title. */
export const list = (title: string, items: readonly string[]): Section => ({
  title,
  rows: items.map((item) => [item])
})

/** The sections as lines of a log. */
export const sectionsInText = (sections: readonly Section[]): string =>
  told(sections)
    .map(({ title, columns, rows }) => [`${title}:`, ...aligned(columns, rows)].join('\n'))
    .join('\n')

/** The sections as Markdown. */
export const sectionsInMarkdown = (sections: readonly Section[]): string =>
  told(sections)
    .map(({ title, columns, rows }) => `**${escapeMarkdown(title)}**\n\n${tableOrList(columns, rows)}\n`)
    .join('\n')

const told = (sections: readonly Section[]): readonly Section[] =>
  sections.filter(({ rows }) => rows.length > 0)

function aligned(columns: Section['columns'], rows: Section['rows']): readonly string[] {
  const all = (columns === undefined ? rows : [columns, ...rows]).map((row) => row.map(cellInText))
  const widths = (all[0] ?? []).map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)))
  return all.map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd()
  )
}

// What follows a line break could pass for a command of the runner.
const inOneLine = (text: string): string => text.replace(/\s+/g, ' ')

const cellInText = (cell: Cell): string => inOneLine(typeof cell === 'string' ? cell : cell.code)

const cellInMarkdown = (cell: Cell, asCode = code): string =>
  typeof cell === 'string' ? escapeMarkdown(cell) : asCode(inOneLine(cell.code))

function tableOrList(columns: Section['columns'], rows: Section['rows']): string {
  if (columns === undefined) return rows.map(([item = '']) => `- ${cellInMarkdown(item)}`).join('\n')
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => cellInMarkdown(cell, codeInTable)).join(' | ')} |`
  return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
