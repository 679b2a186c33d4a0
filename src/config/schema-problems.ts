import type { z } from 'zod'
import { closest, suggestion } from './closest.js'
import { readComplaint } from './complaint.js'
import { formatPath, type Path, valueAt } from './path.js'
import { typeName, wording } from './schema-wording.js'

/** A way in which a value does not fit its schema. */
export interface Mismatch {
  readonly path: Path
  readonly what: string
  readonly remedy: string | undefined
  /** The type that was expected where the type was wrong: `number`, `boolean` … */
  readonly expected?: string
  /** Whether it helps to see the value. */
  readonly showsValue: boolean
  /** Where a mistyped key belongs. */
  readonly meant?: readonly Path[]
}

/** Either what a value means, or what is wrong with it. */
export interface Matched<Schema extends z.ZodType> {
  readonly data: z.output<Schema> | undefined
  readonly mismatches: readonly Mismatch[] | undefined
}

/** What a value means by a schema, or everything that does not fit. */
export function matchSchema<Schema extends z.ZodType>(schema: Schema, value: unknown): Matched<Schema> {
  const result = schema.safeParse(value, { error: wording })
  if (result.success) return { data: result.data, mismatches: undefined }
  const mismatches = result.error.issues.flatMap((issue) => mismatchesOf(issue, value, []))
  // A mistyped key is one problem, not an unknown key and a missing one.
  const meant = new Set(mismatches.flatMap((mismatch) => mismatch.meant ?? []).map(formatPath))
  return {
    data: undefined,
    mismatches: mismatches.filter((one) => one.showsValue || !meant.has(formatPath(one.path)))
  }
}

type Issue = z.core.$ZodIssue

function mismatchesOf(issue: Issue, value: unknown, above: Path): readonly Mismatch[] {
  const path = [...above, ...(issue.path as Path)]
  const { what, remedy } = readComplaint(issue.message)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, issue.message.split('\n')))
    case 'invalid_key':
      return [{ path, ...readComplaint(issue.issues[0]?.message ?? issue.message), showsValue: false }]
    case 'invalid_union':
      if (issue.errors.length > 0) return ofNearest(issue, value, path)
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
    case 'invalid_value': {
      const [expected] = issue.values.map((known) => typeof known)
      const isOtherType = typeof valueAt(value, path) !== expected
      return [
        {
          path,
          what,
          remedy,
          showsValue: true,
          ...(isOtherType && expected !== undefined ? { expected } : {})
        }
      ]
    }
    default:
      return [{ path, what, remedy, showsValue: true }]
  }
}

function unknownKey(key: string, path: Path, known: readonly string[]): Mismatch {
  const meant = closest(key, known)
  return {
    path: [...path, key],
    what: 'unknown key',
    remedy: suggestion(key, known),
    showsValue: false,
    ...(meant === undefined ? {} : { meant: [[...path, meant]] })
  }
}

const kinds = (given: unknown, options: unknown): string =>
  suggestion(typeof given === 'string' ? given : '', Array.isArray(options) ? options.map(String) : [])

/** Of several shapes the one that was most likely meant: that of the right type with the fewest faults. */
function ofNearest(
  { errors, message }: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  path: Path
): readonly Mismatch[] {
  const candidates = errors.map((issues) => issues.flatMap((issue) => mismatchesOf(issue, value, path)))
  const isOtherType = (mismatches: readonly Mismatch[]) =>
    mismatches.some((mismatch) => mismatch.expected !== undefined && mismatch.path.length === path.length)
  const [nearest] = candidates
    .filter((one) => !isOtherType(one))
    .sort((one, other) => one.length - other.length)
  if (nearest !== undefined) return nearest
  const expected = [...new Set(candidates.flat().map(({ expected }) => typeName(expected ?? 'text')))]
  const missing = valueAt(value, path) === undefined
  const { remedy } = readComplaint(message)
  const remedies = [remedy, ...candidates.flat().map((mismatch) => mismatch.remedy)]
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
