import type { z } from 'zod'
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
      if (value === undefined) {
        throw new UserError(`the probe printed no "${name}"`, {
          remedy:
            'It ended early: run it again. If that does not help, see whether `sh -c true` prints anything when this user logs in on the host.'
        })
      }
      return value
    }
  }
}

/** Reads a fact that was printed as JSON. Throws a UserError where it is not what was asked for. */
export function readFact<Shape>(schema: z.ZodType<Shape>, text: string, subject: string): Shape {
  const read = schema.safeParse(parsed(text, subject))
  if (read.success) return read.data
  throw unreadable(subject, problemsOf(read.error), read.error)
}

/** What does not fit a shape, in one line; the value itself may hold secrets and is not told. */
export const problemsOf = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')

function parsed(text: string, subject: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unreadable(subject, 'it is no JSON', error)
  }
}

const unreadable = (subject: string, reason: string, cause: unknown): UserError =>
  new UserError(`what the host tells of ${subject} cannot be read: ${reason}`, {
    remedy: 'Update Docker on the host; if it is up to date, report this message.',
    cause
  })
