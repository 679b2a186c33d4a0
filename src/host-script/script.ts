import { UserError } from '../errors.js'
import type { Secret } from '../secret.js'

/** A POSIX shell script as data. `secrets` become environment variables of the script and never stand in its text. */
export interface Script {
  readonly text: string
  readonly secrets?: Readonly<Record<string, Secret>>
}

/** What may stand in a `sh` template: text is quoted, a list is quoted item by item, a Script is nested as it is. */
export type ScriptValue = string | number | readonly string[] | Script | undefined

/** Builds a script: sh`pg_dump -d ${name}` quotes every value, so that nothing a user named can become code. */
export function sh(parts: TemplateStringsArray, ...values: readonly ScriptValue[]): Script {
  // JavaScript drops a whole part where it cannot read an escape, such as that of a sed back reference.
  if ((parts as readonly (string | undefined)[]).includes(undefined)) {
    throw new Error(`a script needs its backslashes doubled: ${parts.raw.join('…')}`)
  }
  const text = parts.reduce((before, part, index) => before + render(values[index - 1]) + part)
  const secrets = Object.assign({}, ...values.filter(isScript).map((script) => script.secrets ?? {}))
  return Object.keys(secrets).length === 0 ? { text } : { text, secrets }
}

/** Puts scripts one after the other; the first that fails does not stop the next: use `set -e` where it must. */
export const lines = (scripts: readonly Script[]): Script =>
  scripts.slice(1).reduce(
    (before, script) => sh`${before}
${script}`,
    scripts[0] ?? sh``
  )

/** Gives a script secrets as environment variables. */
export const withSecrets = (script: Script, secrets: Readonly<Record<string, Secret>>): Script => ({
  ...script,
  secrets: { ...script.secrets, ...secrets }
})

/** The text in single quotes, such that any POSIX shell reads it back unchanged. Throws on NUL, which no argument can hold. */
export function quote(text: string): string {
  if (text.includes('\0')) throw new UserError(`a name holds a NUL byte: ${JSON.stringify(text)}`)
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function render(value: ScriptValue): string {
  if (value === undefined) return ''
  if (isScript(value)) return value.text
  return (Array.isArray(value) ? value : [value]).map((item) => quote(String(item))).join(' ')
}

const isScript = (value: ScriptValue): value is Script =>
  typeof value === 'object' && !Array.isArray(value) && 'text' in value
