import { UserError, UserErrors } from '../errors.js'

/** What was asked for, or everything that is wrong with it. */
export type Checked<Value> =
  | { readonly kind: 'fine'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly problems: readonly UserError[] }

/** Does something that may throw problems, so that they can be told together with others. Whatever else is thrown stays thrown. */
export function check<Value>(work: () => Value): Checked<Value> {
  try {
    return { kind: 'fine', value: work() }
  } catch (error) {
    if (error instanceof UserErrors) return { kind: 'wrong', problems: error.problems }
    if (error instanceof UserError) return { kind: 'wrong', problems: [error] }
    throw error
  }
}

/** The values of all checks. Throws a problem where there is one, and UserErrors with those of all checks where there are several. */
export function allFine<Values extends Readonly<Record<string, unknown>>>(
  summary: string,
  checks: { readonly [Name in keyof Values]: Checked<Values[Name]> }
): Values {
  const entries = Object.entries<Checked<unknown>>(checks)
  const problems = entries.flatMap(([, checked]) => (checked.kind === 'wrong' ? checked.problems : []))
  const [problem] = problems
  if (problem !== undefined) throw problems.length === 1 ? problem : new UserErrors(summary, problems)
  return Object.fromEntries(
    entries.flatMap(([name, checked]) => (checked.kind === 'fine' ? [[name, checked.value]] : []))
  ) as Values
}
