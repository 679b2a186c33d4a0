import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type Command = {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly timeoutSeconds?: number
}

export type Outcome = { readonly status: number; readonly stdout: Buffer; readonly stderr: string }

/** Runs a command and gives its standard output as text; any other exit status than 0 is an error. */
export async function run(argv: readonly string[], command: Command = {}): Promise<string> {
  return (await runForBytes(argv, command)).toString('utf8')
}

/** Runs a command and gives its standard output as it is; any other exit status than 0 is an error. */
export async function runForBytes(argv: readonly string[], command: Command = {}): Promise<Buffer> {
  const { status, stdout, stderr } = await attempt(argv, command)
  if (status !== 0) {
    const said = `${stderr.trim()}\n${stdout.toString('utf8').trim().slice(-1000)}`.trim().slice(-2000)
    throw new Error(`${argv.slice(0, 6).join(' ')}: exit status ${status}\n${said}`)
  }
  return stdout
}

/** Gives the lines that a command prints, one by one; after the last, any other exit status than 0 is an error. */
export async function* runForLines(argv: readonly string[]): AsyncGenerator<string> {
  const [file, ...args] = argv
  if (file === undefined) throw new Error('a command needs a name')
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  const stderr: Buffer[] = []
  child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
  yield* createInterface({ input: child.stdout, crlfDelay: Infinity })
  const [status] = await ended
  if (status !== 0)
    throw new Error(
      `${argv.slice(0, 6).join(' ')}: exit status ${status}\n${Buffer.concat(stderr).toString()}`
    )
}

/** Tells whether a command ends with exit status 0; one that is not installed does not. */
export async function succeeds(argv: readonly string[], command: Command = {}): Promise<boolean> {
  return (await attempt(argv, command)).status === 0
}

/** Runs a command to its end whatever its exit status (127 when it is not installed, 124 when its time was up). */
export function attempt(argv: readonly string[], command: Command = {}): Promise<Outcome> {
  const [file, ...args] = argv
  if (file === undefined) throw new Error('a command needs a name')
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: { ...process.env, LC_ALL: 'C', ...command.env }
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let late = false
    const timer = setTimeout(
      () => {
        late = true
        child.kill('SIGKILL')
      },
      (command.timeoutSeconds ?? 600) * 1000
    )
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
    // A command that ends before it has read its input says why by its status, not by a broken pipe.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error)
    })
    child.stdin.end(command.input ?? '')
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (error.code === 'ENOENT')
        resolve({ status: 127, stdout: Buffer.alloc(0), stderr: `${file}: not found` })
      else reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const status = late ? 124 : (code ?? (signal === null ? 1 : 137))
      resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') })
    })
  })
}
