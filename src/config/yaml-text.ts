import { type Document, LineCounter, parseDocument } from 'yaml'
import { UserError, UserErrors } from '../errors.js'
import { aliasTroubles } from './aliases.js'
import { explainSyntax } from './syntax.js'

/** Text that is one YAML document, apart from keys that stand twice. */
export interface YamlText {
  readonly tree: Document.Parsed
  /** How messages name a place: `FILE:LINE:COLUMN`. */
  place(offset: number): string
}

/** What stands above the problems of a configuration. */
export const summary = (source: string): string => `the configuration ${source} cannot be used`

/** Parses YAML. Throws UserErrors where it cannot be made sense of; no message repeats a word of it, since it may hold secrets. */
export function parseYaml(text: string, source: string): YamlText {
  const stop = (message: string, options: ConstructorParameters<typeof UserError>[1]): never => {
    throw new UserErrors(summary(source), [new UserError(message, options)])
  }
  const [unreadable] = troublesOfText(text)
  if (unreadable !== undefined) stop(`${source}: ${unreadable.what}`, unreadable)
  const lines = new LineCounter()
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${source}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  const tree = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: true
  })
  // One wrong character confuses the parser for the rest of the text: what follows the first error says nothing.
  const [broken] = [...tree.errors, ...tree.warnings].filter(({ code }) => code !== 'DUPLICATE_KEY')
  if (broken !== undefined) {
    const { what, remedy } = explainSyntax(broken, text)
    stop(`${place(broken.pos[0])}: ${what}`, { remedy })
  }
  const [alias] = aliasTroubles(tree)
  if (alias !== undefined) stop(`${place(alias.offset)}: ${alias.what}`, alias)
  return { tree, place }
}

const LONGEST = 256 * 1024
const RIGHT_FILE = 'A configuration is a page: look whether this is the right file.'

function troublesOfText(text: string): readonly { readonly what: string; readonly remedy: string }[] {
  if (text.length > LONGEST) return [{ what: `is ${text.length} characters long`, remedy: RIGHT_FILE }]
  const nul = text.indexOf('\0')
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length
    return [{ what: `line ${line} holds a NUL byte`, remedy: 'Save the file as UTF-8 text.' }]
  }
  const isEmpty = text.split('\n').every((line) => /^\uFEFF?\s*(#.*|---|\.\.\.)?\s*$/.test(line))
  return isEmpty ? [{ what: 'is empty', remedy: `Describe the stack, for example:\n${SMALLEST}` }] : []
}

const SMALLEST = `stack: shop
host: deploy@203.0.113.7
store: { bucket: backups, region: eu-central-1 }
components:
  db: { type: postgres, container: shop-db }`
