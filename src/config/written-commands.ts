import type { Path } from './path.js'
import type { Plan, UserCommand } from './plan.js'
import type { Variables } from './variables.js'

/** Notes how the document has the user's commands, where variables filled them. */
export function withWrittenCommands<Declared extends Pick<Plan, 'hooks' | 'quiesce'>>(
  declared: Declared,
  variables: Variables
): Declared {
  const { hooks, quiesce } = declared
  const noted = (command: UserCommand, ...path: Path): UserCommand => {
    const written = variables.at([...path, 'command'])?.written
    return written === undefined ? command : { ...command, written }
  }
  const notedHooks = Object.entries(hooks ?? {}).map(([name, command]: [string, UserCommand]) => [
    name,
    noted(command, 'hooks', name)
  ])
  return {
    ...declared,
    ...(hooks === undefined ? {} : { hooks: Object.fromEntries(notedHooks) }),
    ...(quiesce?.drain === undefined
      ? {}
      : { quiesce: { ...quiesce, drain: noted(quiesce.drain, 'quiesce', 'drain') } })
  }
}
