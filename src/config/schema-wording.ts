import { z } from 'zod'
import { suggestion } from './closest.js'
import { complaint } from './complaint.js'
import { valueAt } from './path.js'

/** Zod tells only here which schema an issue came from: so this is the place to say what that schema knows. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join('\n') : undefined
    case 'invalid_type':
      return wrongType(issue)
    case 'invalid_value':
      return oneOf(issue.values, issue.input)
    case 'invalid_union':
      if (issue.discriminator === undefined) return complaint('is not valid', descriptionOf(issue))
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
  if (issue.input === undefined) return complaint('is missing', descriptionOf(issue))
  const needsQuotes = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input)
  return complaint(
    `must be ${typeName(issue.expected)}`,
    needsQuotes ? 'Put the value in quotes.' : descriptionOf(issue)
  )
}

const descriptionOf = ({ inst }: z.core.$ZodRawIssue): string | undefined =>
  inst instanceof z.ZodType ? inst.description : undefined

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

/** A type in plain words. */
export const typeName = (expected: string): string =>
  ({
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list'
  })[expected] ?? expected
