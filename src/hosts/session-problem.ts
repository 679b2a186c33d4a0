import { asError, UserError } from '../errors.js'
import type { Script } from '../host-script/script.js'
import type { Ending } from './channel.js'
import { HostCommandError } from './host-command-error.js'

/** What kept a script from success. */
export type Problem = Pick<HostCommandError, 'ending'> & {
  readonly detail?: string
  readonly cause?: unknown
}

/** What an ending means; nothing where it is a success. */
export function problemOf(ending: Ending): Problem | undefined {
  switch (ending.kind) {
    case 'exited':
      return ending.status === 0 ? undefined : { ending: ending.status }
    case 'signalled':
      return { ending: 'signal', detail: `killed by ${ending.signal}` }
    case 'lost': {
      const why = ending.cause === undefined ? '' : `: ${asError(ending.cause).message}`
      return { ending: 'lost connection', detail: `the connection was lost${why}`, cause: ending.cause }
    }
  }
}

/** The error for a script for which no channel could be had. */
export const neverOpened = (label: string, command: string, cause: Error): Error =>
  new HostCommandError({
    command,
    ending: 'lost connection',
    stderr: '',
    detail: `${label} could not start it: ${cause.message}`,
    cause
  })

/** A text without the script's secrets: tools repeat what they were given. */
export const masked = (text: string, { secrets = {} }: Script): string =>
  Object.values(secrets)
    .map((secret) => secret.reveal())
    .filter((value) => value !== '')
    .reduce((said, value) => said.replaceAll(value, '***'), text)

/** The error for a command that ended before the script began: what stands between is the login shell. */
export function neverStarted(label: string, status: number, noise: readonly string[]): UserError {
  const said = noise.join('\n').trim().slice(0, 1000)
  return new UserError(
    `${label} did not run the script (exit status ${status})${said === '' ? '' : `; it said: ${said}`}`,
    {
      remedy:
        'The user needs a login shell that runs commands (not nologin, no forced command), and the host needs sh and base64.'
    }
  )
}
