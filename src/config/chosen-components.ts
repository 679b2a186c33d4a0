import { UserError, UserErrors } from '../errors.js'
import { suggestion } from './closest.js'
import type { Plan, PlannedComponent } from './plan.js'

/** The components of these names in the order of the plan; all of them where no names are given. Throws UserErrors for unknown names. */
export function chosenComponents(
  { components }: Plan,
  names: readonly string[] | undefined
): readonly PlannedComponent[] {
  if (names === undefined || names.length === 0) return components
  const known = components.map(({ name }) => name)
  const problems = names.flatMap((name) => componentProblem(name, known) ?? [])
  if (problems.length > 0) throw new UserErrors('the chosen components cannot be used', problems)
  return components.filter(({ name }) => names.includes(name))
}

/** The names in the input `components`: separated by commas, spaces or lines; `undefined` where it is empty. */
export function readComponentNames(input: string): readonly string[] | undefined {
  const names = input.split(/[\s,]+/).filter((name) => name !== '')
  return names.length === 0 ? undefined : [...new Set(names)]
}

/** Says that a name is none of the declared components. */
export const componentProblem = (name: string, known: readonly string[]): UserError | undefined =>
  known.includes(name)
    ? undefined
    : new UserError(`the input components: ${JSON.stringify(name)} is no component of the configuration`, {
        remedy: suggestion(name, known)
      })
