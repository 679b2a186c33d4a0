import { finished } from 'node:stream/promises'
import type { UserCommand } from '../config/plan.js'
import { UserError } from '../errors.js'
import { userCommand } from '../host-script/user-command.js'
import { watched } from '../host-script/watched.js'
import type { Host } from '../hosts/host.js'
import { HostCommandError } from '../hosts/host-command-error.js'

/** A command of the user's, what the configuration calls it, and what it is told. */
export interface Running {
  readonly name: string
  readonly command: UserCommand
  readonly variables?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Runs a command of the user's to its end. It does not outlive its time limit, the signal, or this run, in a container neither. */
export async function runUserCommand(
  host: Host,
  { name, command, variables, signal }: Running
): Promise<void> {
  const { timeoutSeconds } = command
  const printed = host.read(watched([userCommand(command, variables)]), {
    name,
    timeoutSeconds,
    ...(signal === undefined ? {} : { signal })
  })
  try {
    await finished(printed.resume())
  } catch (error) {
    if (!(error instanceof HostCommandError) || error.ending !== 'timeout') throw error
    throw new UserError(error.message, {
      remedy: `It was ended. Where it may rightly take longer, raise \`timeout\` of ${name}.`,
      cause: error
    })
  }
}
