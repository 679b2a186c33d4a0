import type { ManifestComponent } from '../backup-set/manifest.js'
import type { KnownBackup } from '../backup-set/selection.js'
import type { PlannedComponent } from '../config/plan.js'
import { UserError } from '../errors.js'

/** A component with what the backup tells of it. */
export interface ChosenComponent {
  readonly planned: PlannedComponent
  readonly entry: ManifestComponent
}

/** Pairs what the backup holds with what the configuration names. Throws where the two do not share a component that is wanted. */
export function chooseComponents(
  { manifest }: KnownBackup,
  planned: readonly PlannedComponent[],
  wanted: readonly string[] | undefined
): readonly ChosenComponent[] {
  const names = wanted ?? [
    ...new Set([...planned.map(({ name }) => name), ...manifest.components.map(({ name }) => name)])
  ]
  const problems: string[] = []
  const chosen = names.flatMap((name) => {
    const component = planned.find((candidate) => candidate.name === name)
    const entry = manifest.components.find((candidate) => candidate.name === name)
    if (entry === undefined) problems.push(`the backup ${manifest.id} holds no ${name}`)
    else if (component === undefined) problems.push(`the configuration names no ${name}`)
    else if (component.type !== entry.type)
      problems.push(`${name} is ${entry.type} in the backup and ${component.type} in the configuration`)
    else return [{ planned: component, entry }]
    return []
  })
  if (problems.length > 0) {
    throw new UserError(problems.join('; '), {
      remedy:
        'Name the components that shall be restored with the input `components`, or correct the configuration.'
    })
  }
  return chosen
}
