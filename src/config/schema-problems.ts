import { z } from 'zod'
import { suggestion } from './closest.js'
import { complaint, readComplaint } from './complaint.js'
import { type Path, valueAt } from './path.js'

/** A way in which a value does not fit its schema. */
export interface Mismatch {
  readonly path: Path
  readonly what: string
  readonly remedy: string | undefined
  /** The type that was expected where the type was wrong: `number`, `boolean` … */
  readonly expected?: string
  /** Whether it helps to see the value. */
  readonly showsValue: boolean
}

/** Either what a value means, or what is wrong with it. */
export interface Matched<Schema extends z.ZodType> {
  readonly data: z.output<Schema> | undefined
  readonly mismatches: readonly Mismatch[] | undefined
}

/** What a value means by a schema, or everything that does not fit. */
export function matchSchema<Schema extends z.ZodType>(schema: Schema, value: unknown): Matched<Schema> {
  const result = schema.safeParse(value, { error: wording })
  return result.success
    ? { data: result.data, mismatches: undefined }
    : { data: undefined, mismatches: result.error.issues.flatMap((issue) => mismatchesOf(issue, value, [])) }
}

type Issue = z.core.$ZodIssue
type RawIssue = z.core.$ZodRawIssue

function mismatchesOf(issue: Issue, value: unknown, above: Path): readonly Mismatch[] {
  const path = [...above, ...(issue.path as Path)]
  const { what, remedy } = readComplaint(issue.message)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        what: 'unknown key',
        remedy: suggestion(key, issue.message.split('\n')),
        showsValue: false
      }))
    case 'invalid_key':
      return [{ path, ...readComplaint(issue.issues[0]?.message ?? issue.message), showsValue: false }]
    case 'invalid_union':
      if (issue.errors.length > 0) return ofNearest(issue.errors, value, path)
      return [
        {
          path,
          what,
          remedy: remedy ?? kinds(valueAt(value, path), 'options' in issue ? issue.options : []),
          showsValue: valueAt(value, path) !== undefined
        }
      ]
    case 'invalid_type': {
      const missing = valueAt(value, path) === undefined
      return [{ path, what, remedy, showsValue: !missing, expected: issue.expected }]
    }
    default:
      return [{ path, what, remedy, showsValue: true }]
  }
}

const kinds = (given: unknown, options: unknown): string =>
  suggestion(typeof given === 'string' ? given : '', Array.isArray(options) ? options.map(String) : [])

/** Of several shapes the one that was most likely meant: that of the right type with the fewest faults. */
function ofNearest(
  alternatives: readonly (readonly Issue[])[],
  value: unknown,
  path: Path
): readonly Mismatch[] {
  const candidates = alternatives.map((issues) => issues.flatMap((issue) => mismatchesOf(issue, value, path)))
  const isOtherType = (mismatches: readonly Mismatch[]) =>
    mismatches.some((mismatch) => mismatch.expected !== undefined && mismatch.path.length === path.length)
  const [nearest] = candidates
    .filter((one) => !isOtherType(one))
    .sort((one, other) => one.length - other.length)
  if (nearest !== undefined) return nearest
  const expected = [...new Set(candidates.flat().map(({ expected }) => typeName(expected ?? 'text')))]
  const missing = valueAt(value, path) === undefined
  const remedies = candidates.flat().map(({ remedy }) => remedy)
  return [
    {
      path,
      what: missing ? 'is missing' : `must be ${expected.join(' or ')}`,
      remedy: remedies.find((remedy) => remedy !== undefined),
      showsValue: !missing,
      expected: candidates.flat()[0]?.expected ?? 'string'
    }
  ]
}

/** Zod tells only here which schema an issue came from: so this is the place to say what that schema knows. */
function wording(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join('\n') : undefined
    case 'invalid_type':
      return wrongType(issue)
    case 'invalid_value':
      return oneOf(issue.values, issue.input)
    case 'invalid_union':
      if (issue.discriminator === undefined) return undefined
      return valueAt(issue.input, [issue.discriminator]) === undefined ? 'is missing' : 'unknown kind'
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}`
    case 'invalid_format':
      return `does not have the form ${issue.pattern ?? issue.format}`
    case 'custom':
      return 'is not valid'
    default:
      return undefined
  }
}

function wrongType(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  if (issue.input === undefined) {
    const description = issue.inst instanceof z.ZodType ? issue.inst.description : undefined
    return complaint('is missing', description === undefined ? undefined : `Add it: ${description}`)
  }
  const quotes = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input)
  return complaint(`must be ${typeName(issue.expected)}`, quotes ? 'Put the value in quotes.' : undefined)
}

function oneOf(values: readonly unknown[] = [], given: unknown): string {
  const names = values.map(String)
  return complaint(
    names.length === 1 ? `must be ${names[0]}` : `must be one of ${names.join(', ')}`,
    typeof given === 'string' ? suggestion(given, names) : undefined
  )
}

function tooSmall({
  origin,
  minimum
}: {
  readonly origin: string
  readonly minimum: number | bigint
}): string {
  if (Number(minimum) === 1 && unit(origin) !== '') return 'must not be empty'
  return `must be at least ${minimum}${unit(origin)}`
}

const unit = (origin: string): string =>
  ({ string: ' characters long', array: ' entries long', set: ' entries long', object: ' keys long' })[
    origin
  ] ?? ''

const typeName = (expected: string): string =>
  ({
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list'
  })[expected] ?? expected
