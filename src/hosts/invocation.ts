import { UserError } from '../errors.js'
import type { Script } from '../host-script/script.js'
import { MARK } from '../host-script/watched.js'

/**
 * What a host runs for every script, in whatever login shell its user has. The script itself comes by standard input: no process
 * list shows it, and its length has no limit.
 */
export const COMMAND =
  'exec sh -c \'IFS= read -r predeploy_script; eval "$(printf %s "$predeploy_script" | base64 -d)"\''

/** The lines that go to the standard input of `COMMAND` before any data: the script, then its secrets. */
export function invocationLines(script: Script, invocation: Invocation): string {
  const secrets = Object.entries(script.secrets ?? {})
  const text = `${preamble(
    secrets.map(([name]) => name),
    invocation
  )}\n${script.text}\n`
  return [Buffer.from(text).toString('base64'), ...secrets.map(([name, value]) => line(name, value.reveal()))]
    .map((each) => `${each}\n`)
    .join('')
}

export interface Invocation {
  /** A word that nobody can guess: the script prints it, alone on a line of both outputs, before anything else. */
  readonly mark: string
  /** Whether the script reads data, or a heartbeat, behind the lines. */
  readonly readsInput: boolean
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin'

function preamble(secrets: readonly string[], { mark, readsInput }: Invocation): string {
  return [
    'unset predeploy_script',
    // An empty entry in PATH would mean the current directory.
    `LC_ALL=C PATH="\${PATH:+$PATH:}${SYSTEM_PATH}"; export LC_ALL PATH`,
    'cd 2>/dev/null || cd /',
    `${MARK}=${mark}`,
    ...secrets.map((name) => `IFS= read -r ${variable(name)} || exit 1; export ${name}`),
    ...(readsInput ? [] : ['exec </dev/null']),
    `printf '%s\\n' "$${MARK}"; printf '%s\\n' "$${MARK}" >&2`
  ].join('\n')
}

function variable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not the name of a variable: ${name}`)
  return name
}

function line(name: string, secret: string): string {
  if (/[\n\0]/.test(secret)) {
    throw new UserError(
      `the secret ${name} holds a line break or a NUL byte, which cannot be handed to the host`,
      {
        remedy: 'Check that the secret was pasted without a line break at its end, or choose one without.'
      }
    )
  }
  return secret
}
