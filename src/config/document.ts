import { type Document, visit } from 'yaml'
import { UserError } from '../errors.js'
import { nameOf, offsetOf, pathOf, placeOf } from './node.js'
import { formatPath, type Path } from './path.js'
import { parseYaml, type YamlText } from './yaml-text.js'

/** A YAML document that could be read, whatever it says. */
export interface ConfigDocument {
  readonly tree: Document.Parsed
  /** Problems that no schema sees. */
  readonly problems: readonly PlacedProblem[]
  /** Says of a problem where in the text it is. */
  locate(problem: DocumentProblem): PlacedProblem
}

/** A problem with what stands at a path. */
export interface DocumentProblem {
  readonly path: Path
  readonly what: string
  readonly remedy: string | undefined
  /** What it is about: the key at the path, or its value. */
  readonly concerns: 'key' | 'value'
}

/** A problem and where in the text it begins. */
export interface PlacedProblem {
  readonly offset: number
  readonly error: UserError
}

/** Reads a document. Throws UserErrors where it is no YAML. */
export function readDocument(text: string, source: string): ConfigDocument {
  const yaml = parseYaml(text, source)
  const { tree } = yaml
  return {
    tree,
    problems: [...doubleKeys(yaml), ...unusableText(yaml)],
    locate({ path, what, remedy, concerns }) {
      const { offset, keyOffset } = placeOf(tree, path)
      return placed(yaml, { path, offset: concerns === 'key' ? keyOffset : offset }, { what, remedy })
    }
  }
}

interface Words {
  readonly what: string
  readonly remedy: string | undefined
}

function placed(
  { place }: YamlText,
  { path, offset }: { path: Path; offset: number },
  { what, remedy }: Words
): PlacedProblem {
  const subject = path.length === 0 ? '' : `${formatPath(path)}: `
  return { offset, error: new UserError(`${place(offset)}: ${subject}${what}`, { remedy }) }
}

const DOUBLE = { what: 'this key stands twice in the same mapping', remedy: 'Leave one of the two out.' }
const PROTOTYPE = { what: 'this key cannot be used', remedy: 'Choose another name.' }
const NUL = { what: 'holds a NUL byte', remedy: 'Leave it out: no command can take it.' }

function doubleKeys(yaml: YamlText): readonly PlacedProblem[] {
  const doubles = new Set(yaml.tree.errors.map(({ pos: [offset] }) => offset))
  const problems: PlacedProblem[] = []
  visit(yaml.tree, {
    Pair(_, pair, ancestors) {
      const offset = offsetOf(pair.key) ?? -1
      if (doubles.has(offset))
        problems.push(placed(yaml, { path: pathOf('key', [...ancestors, pair]), offset }, DOUBLE))
    }
  })
  return problems
}

function unusableText(yaml: YamlText): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = []
  visit(yaml.tree, {
    Scalar(key, scalar, ancestors) {
      const text = nameOf(scalar)
      const at = { path: pathOf(key, ancestors), offset: offsetOf(scalar) ?? 0 }
      if (text.includes('\0')) problems.push(placed(yaml, at, NUL))
      if (key === 'key' && text === '__proto__') problems.push(placed(yaml, at, PROTOTYPE))
    }
  })
  return problems
}
