import { type Scalar, visit } from 'yaml'
import type { ConfigDocument } from './document.js'
import { pathOf, placeOf } from './node.js'
import type { Path } from './path.js'

/** What the environment holds, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What came into a document from the environment. */
export interface Variables {
  /** How the environment filled the value at a path; `undefined` where it did not. */
  at(path: Path): Filling | undefined
  /** Every text that the environment gave: they may be secrets and are hidden in messages. */
  readonly texts: readonly string[]
  readonly troubles: readonly VariableTrouble[]
}

export interface Filling {
  /** The value as the document has it. */
  readonly written: string
  /** The value is one variable and nothing else, so that it may be a number as well as text. */
  readonly whole: boolean
  /** A variable in it could not be filled; what the value says means nothing. */
  readonly failed: boolean
}

export interface VariableTrouble {
  readonly path: Path
  readonly what: string
  readonly remedy: string
}

/**
 * Fills `${NAME}` and `${NAME:-default}` in the document's values, in place and once: what a variable holds is never read again.
 * `$${` stands for `${`.
 */
export function fillVariables({ tree }: ConfigDocument, environment: Environment): Variables {
  const fillings = new Map<unknown, Filling>()
  const texts = new Set<string>()
  const troubles: VariableTrouble[] = []
  visit(tree, {
    Scalar(key, scalar: Scalar, ancestors) {
      if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return
      const found = fill(scalar.value, environment)
      if (found.texts.length + found.troubles.length > 0) {
        const written = scalar.value
        fillings.set(scalar, { written, whole: WHOLE.test(written), failed: found.troubles.length > 0 })
      }
      for (const text of found.texts) texts.add(text)
      troubles.push(...found.troubles.map((trouble) => ({ path: pathOf(key, ancestors), ...trouble })))
      scalar.value = found.value
    }
  })
  return { at: (path) => fillings.get(placeOf(tree, path).node), texts: [...texts], troubles }
}

const WHOLE = /^\$\{[^{}]*\}$/
const PLACEHOLDER = /\$(\$\{)|\$\{([^{}]*)(\}?)/g

type Trouble = Omit<VariableTrouble, 'path'>

function fill(text: string, environment: Environment) {
  const texts: string[] = []
  const troubles: Trouble[] = []
  const value = text.replace(PLACEHOLDER, (whole, escaped?: string, inner = '', end = '') => {
    if (escaped !== undefined) return escaped
    const found = end === '' ? malformed(inner) : lookUp(inner, environment)
    if (typeof found !== 'string') troubles.push(found)
    else texts.push(found)
    return typeof found === 'string' ? found : whole
  })
  return { value, texts, troubles }
}

function lookUp(inner: string, environment: Environment): string | Trouble {
  const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inner) ?? []
  if (name === undefined) return malformed(inner)
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (value !== undefined && value !== '') return value
  if (fallback !== undefined) return fallback
  return {
    what: `the variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
    remedy: `Give it to the step (\`env: { ${name}: … }\`; a secret that does not exist is empty), or write a default: \${${name}:-default}.`
  }
}

const malformed = (inner: string): Trouble => ({
  what:
    inner.includes('secrets.') || inner.includes('env.') || inner === ''
      ? 'a workflow expression is not evaluated in a file'
      : `"\${" does not begin a variable`,
  remedy: `Write \${NAME} or \${NAME:-default} with letters, digits and _; write $\${ for the characters \${ themselves.`
})
