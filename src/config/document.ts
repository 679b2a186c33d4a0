import { type Document, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { UserError, UserErrors } from '../errors.js'
import { expandedSize } from './expanded-size.js'
import { nodeAt, pathOfKey } from './node.js'
import { formatPath, type Path } from './path.js'
import { explainSyntax } from './syntax.js'

/** A YAML document that could be read, whatever it says. */
export interface ConfigDocument {
  readonly tree: Document.Parsed
  /** Keys that stand twice: problems that do not keep the rest from being read. */
  readonly duplicates: readonly PlacedProblem[]
  /** A problem with what stands at a path: it tells the place, the path, what is wrong, and the remedy. */
  problem(path: Path, what: string, remedy: string | undefined): PlacedProblem
}

/** A problem and where in the text it begins. */
export interface PlacedProblem {
  readonly offset: number
  readonly error: UserError
}

/** Reads YAML. Throws UserErrors, each with its place, where the text is no single document with a mapping. */
export function readDocument(text: string, source: string): ConfigDocument {
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${source}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  const stopIf = (problems: readonly UserError[]) => {
    if (problems.length > 0) throw new UserErrors(summary(source), problems)
  }
  stopIf(unreadable(text, source))
  const tree = parse(text, source, lines)
  const complaints = [...tree.errors, ...tree.warnings].map((problem) => {
    const { what, remedy } = explainSyntax(problem, text)
    const [offset] = problem.pos
    const subject = problem.code === 'DUPLICATE_KEY' ? `${formatPath(pathOfKey(tree, offset))}: ` : ''
    return {
      code: problem.code,
      offset,
      error: new UserError(`${at(offset)}: ${subject}${what}`, { remedy })
    }
  })
  const duplicates = complaints.filter(({ code }) => code === 'DUPLICATE_KEY')
  // One wrong character confuses the parser for the rest of the text: what follows the first says nothing.
  stopIf(
    complaints
      .filter(({ code }) => code !== 'DUPLICATE_KEY')
      .slice(0, 1)
      .map(({ error }) => error)
  )
  stopIf(
    expandedSize(tree).map(({ offset, what, remedy }) => new UserError(`${at(offset)}: ${what}`, { remedy }))
  )
  return {
    tree,
    duplicates,
    problem(path, what, remedy) {
      const subject = path.length === 0 ? '' : `${formatPath(path)}: `
      const { offset } = nodeAt(tree, path)
      return { offset, error: new UserError(`${at(offset)}: ${subject}${what}`, { remedy }) }
    }
  }
}

/** What stands above the problems of a document. */
export const summary = (source: string): string => `the configuration ${source} cannot be used`

const LONGEST = 256 * 1024

function unreadable(text: string, source: string): readonly UserError[] {
  const problem = (what: string, remedy: string) => [new UserError(`${source}: ${what}`, { remedy })]
  if (text.length > LONGEST) {
    return problem(
      `is ${text.length} characters long`,
      'A configuration is a page: look whether this is the right file.'
    )
  }
  const nul = text.indexOf('\0')
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length
    return problem(`line ${line} holds a NUL byte`, 'Save the file as UTF-8 text.')
  }
  if (
    text
      .replace(/^\uFEFF/, '')
      .replace(/^[ \t]*(#.*)?$/gm, '')
      .trim() === ''
  ) {
    return problem('is empty', `Describe the stack, for example:\n${SMALLEST}`)
  }
  return []
}

function parse(text: string, source: string, lineCounter: LineCounter): Document.Parsed<ParsedNode> {
  try {
    // Excerpts of the text in messages ("pretty errors") would show secrets.
    return parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true, merge: true })
  } catch (cause) {
    throw new UserErrors(summary(source), [
      new UserError(`${source}: is nested too deeply to be read`, {
        cause,
        remedy: 'Look whether this is the right file.'
      })
    ])
  }
}

const SMALLEST = `stack: shop
host: deploy@203.0.113.7
store: { bucket: backups, region: eu-central-1 }
components:
  db: { type: postgres, container: shop-db }`
