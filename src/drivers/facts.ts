import { UserError } from '../errors.js'

/** What a probe printed: lines of `name=value`; a name may stand on several lines. */
export interface Facts {
  /** The value, or `undefined` where the probe printed none. */
  optional(name: string): string | undefined
  /** The value; throws where the probe printed none. */
  one(name: string): string
  /** All values in the order in which they were printed. */
  all(name: string): readonly string[]
}

/** Reads the lines that a probe printed; lines of another shape are passed over. */
export function readFacts(printed: string): Facts {
  const values = new Map<string, string[]>()
  for (const line of printed.split('\n')) {
    const [, name, value] = /^([a-z][a-z0-9-]*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined && value !== undefined) values.set(name, [...(values.get(name) ?? []), value])
  }
  const all = (name: string): readonly string[] => values.get(name) ?? []
  return {
    all,
    optional: (name) => all(name)[0],
    one(name) {
      const value = all(name)[0]
      if (value === undefined) throw new UserError(`the probe printed no "${name}"`)
      return value
    }
  }
}
