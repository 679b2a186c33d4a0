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
  /** What is wrong: that the key is there (or is not), or the value, which then helps to be seen. */
  readonly concerns: 'key' | 'value'
  /** The type that was expected where the type was wrong: `number`, `boolean` … */
  readonly expected?: string
  /** Where a mistyped key belongs. */
  readonly meant?: Path
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
  const meant = new Set(
    mismatches.flatMap((mismatch) => (mismatch.meant ? [formatPath(mismatch.meant)] : []))
  )
  return {
    data: undefined,
    mismatches: mismatches.filter(
      ({ concerns, path }) => concerns === 'value' || !meant.has(formatPath(path))
    )
  }
}

function mismatchesOf(issue: z.core.$ZodIssue, value: unknown, above: Path): readonly Mismatch[] {
  const path = [...above, ...(issue.path as Path)]
  const found = valueAt(value, path)
  const plain = {
    path,
    ...readComplaint(issue.message),
    concerns: found === undefined ? 'key' : 'value'
  } as const
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, issue.message.split('\n')))
    case 'invalid_key':
      return [{ path, ...readComplaint(issue.issues[0]?.message ?? issue.message), concerns: 'key' }]
    case 'invalid_union':
      return issue.errors.length > 0
        ? ofNearest(issue, value, path)
        : [{ ...plain, remedy: kinds(found, issue) }]
    case 'invalid_type':
      return [{ ...plain, expected: issue.expected }]
    case 'invalid_value': {
      const [expected] = issue.values.map((known) => typeof known)
      return [expected === undefined || typeof found === expected ? plain : { ...plain, expected }]
    }
    default:
      return [typeof found === 'object' ? { ...plain, concerns: 'key' } : plain]
  }
}

function unknownKey(key: string, path: Path, known: readonly string[]): Mismatch {
  const meant = closest(key, known)
  return {
    path: [...path, key],
    what: 'unknown key',
    remedy: suggestion(key, known),
    concerns: 'key',
    ...(meant === undefined ? {} : { meant: [...path, meant] })
  }
}

const kinds = (found: unknown, issue: z.core.$ZodIssueInvalidUnion): string =>
  suggestion(
    typeof found === 'string' ? found : '',
    'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  )

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
    .filter((candidate) => !isOtherType(candidate))
    .toSorted((one, other) => one.length - other.length)
  if (nearest !== undefined) return nearest
  const all = candidates.flat()
  const expected = [...new Set(all.map((mismatch) => typeName(mismatch.expected ?? 'string')))]
  const isMissing = valueAt(value, path) === undefined
  return [
    {
      path,
      what: isMissing ? 'is missing' : `must be ${expected.join(' or ')}`,
      remedy: [readComplaint(message), ...all]
        .map(({ remedy }) => remedy)
        .find((remedy) => remedy !== undefined),
      concerns: isMissing ? 'key' : 'value',
      expected: all[0]?.expected ?? 'string'
    }
  ]
}
