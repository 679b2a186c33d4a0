import type { Hooks } from '../config/plan.js'
import { about, asError, UserError } from '../errors.js'
import type { Host } from '../hosts/host.js'
import type { Run } from './run.js'
import { runUserCommand } from './user-command.js'

/** What the hooks of a backup are told. */
export interface Hooked {
  readonly host: Host
  readonly stack: string
  readonly hooks: Hooks | undefined
  readonly run: Run
}

/** Runs a hook, where there is one. Throws a UserError with what it printed where it fails. */
export async function runHook(
  name: keyof Hooks,
  { host, stack, hooks, run }: Hooked,
  id?: string
): Promise<void> {
  const command = hooks?.[name]
  if (command === undefined) return
  run.log.info(`Running hooks.${name}: ${command.command}`)
  const variables = { PREDEPLOY_STACK: stack, ...(id === undefined ? {} : { PREDEPLOY_BACKUP_ID: id }) }
  await runUserCommand(host, {
    name: `hooks.${name}`,
    command,
    variables,
    // The one that follows a cancel must not hear it.
    ...(name === 'failed' ? {} : { signal: run.signal })
  }).catch((error: unknown) => {
    throw about(`hooks.${name}`, error)
  })
}

/** Runs the hook for failures and gives the error that the run ends with: the reason, and what went wrong with the hook. */
export async function failedBecause(hooked: Hooked, reason: unknown): Promise<unknown> {
  try {
    await runHook('failed', hooked)
    return reason
  } catch (error) {
    const remedy = reason instanceof UserError ? reason.remedy : undefined
    return new UserError(`${asError(reason).message} (and ${asError(error).message})`, {
      remedy,
      cause: reason
    })
  }
}
