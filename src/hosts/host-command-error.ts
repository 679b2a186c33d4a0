/** A command on the host that did not end with exit status 0. */
export class HostCommandError extends Error {
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
    super(`${failure.command} failed (${how})${said === '' ? '' : `: ${said}`}`, { cause: failure.cause })
    this.command = failure.command
    this.ending = failure.ending
    this.stderr = failure.stderr
  }
}

// Databases print rows in their errors: a log gets the first lines only, each of them short.
function excerpt(stderr: string): string {
  const said = stderr.split('\n').filter((line) => line.trim() !== '')
  const shown = said.slice(0, 20).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line))
  return [...shown, ...(said.length > 20 ? [`… and ${said.length - 20} more lines`] : [])].join('\n')
}
