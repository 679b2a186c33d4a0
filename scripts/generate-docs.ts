// Writes the tables of the README from action.yml, between its markers. With --check it only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parse } from 'yaml'

interface Described {
  readonly description: string
  readonly default?: string
}

const action = parse(await readFile('action.yml', 'utf8')) as {
  readonly inputs: Record<string, Described>
  readonly outputs: Record<string, Described>
}

const readme = await readFile('README.md', 'utf8')
const written = fill(fill(readme, 'inputs', inputsTable()), 'outputs', outputsTable())

if (!process.argv.includes('--check')) await writeFile('README.md', written)
else if (written !== readme) {
  process.stderr.write('README.md does not show what action.yml says: run `npm run docs`\n')
  process.exitCode = 1
}

function inputsTable(): string {
  const rows = Object.entries(action.inputs).map(([name, { description, default: preset }]) =>
    [`\`${name}\``, description, preset === undefined ? '' : `\`${preset}\``].join(' | ')
  )
  return ['| input | what it is | default |', '|---|---|---|', ...rows.map((row) => `| ${row} |`)].join('\n')
}

function outputsTable(): string {
  const rows = Object.entries(action.outputs).map(
    ([name, { description }]) => `| \`${name}\` | ${description} |`
  )
  return ['| output | what it is |', '|---|---|', ...rows].join('\n')
}

function fill(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: generated from action.yml -->`, `<!-- end of ${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no place for the table of ${name}`)
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`
}
