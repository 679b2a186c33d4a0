import { UserError } from '../errors.js'

/** A command on the host that did not end with exit status 0. */
export class HostCommandError extends UserError {
  override readonly name = 'HostCommandError'
  readonly command: string
  /** The exit status, or what else ended it. */
  readonly ending: number | 'signal' | 'lost connection' | 'timeout' | 'too much output'
  readonly stderr: string

  constructor(failure: {
    readonly command: string
    readonly ending: HostCommandError['ending']
    readonly stderr: string
    readonly detail?: string
    readonly cause?: unknown
  }) {
    const how =
      typeof failure.ending === 'number'
        ? `exit status ${failure.ending}`
        : (failure.detail ?? failure.ending)
    const said = excerpt(failure.stderr)
    super(`${failure.command} failed (${how})${said === '' ? '' : `: ${said}`}`, {
      remedy: remedyFor(failure.ending, failure.stderr),
      cause: failure.cause
    })
    this.command = failure.command
    this.ending = failure.ending
    this.stderr = failure.stderr
  }
}

/** Whether a script failed because the connection to its host was lost. */
export const isLostConnection = (error: unknown): boolean =>
  error instanceof HostCommandError && error.ending === 'lost connection'

function remedyFor(ending: HostCommandError['ending'], stderr: string): string | undefined {
  if (/no space left on device/i.test(stderr))
    return 'A disk of the host is full: `df -h` shows which. Make room.'
  if (ending === 'timeout')
    return 'Is the host overloaded, or does something hold a lock? If it may rightly take that long, raise `timeout` of the component.'
  if (ending === 'lost connection')
    return 'Run it again. If it happens often, look at the network between here and the host, and at the log of its sshd.'
  if (/No such exec instance|No such container/.test(stderr))
    return 'Its container was stopped or removed meanwhile: `docker ps -a` on the host tells.'
  if (ending === 'signal' || Number(ending) > 128)
    return 'It was killed: its container was stopped, memory ran out, or somebody ended it. `docker ps -a` and `dmesg` on the host tell.'
  return stderr.trim() === ''
    ? 'It did not say why. The log of its container may tell (`docker logs`).'
    : 'Those are the words of the tool itself; the log of its container may tell more (`docker logs`).'
}

// Databases print rows in their errors: a log gets the first lines only, each of them short.
function excerpt(stderr: string): string {
  const said = stderr.split('\n').filter((line) => line.trim() !== '')
  const shown = said.slice(0, 20).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line))
  return [...shown, ...(said.length > 20 ? [`… and ${said.length - 20} more lines`] : [])].join('\n')
}
