import { randomBytes } from 'node:crypto'
import type { Writable } from 'node:stream'
import { asError } from '../errors.js'
import type { Script } from '../host-script/script.js'
import { afterMark } from './after-mark.js'
import type { Connection } from './channel.js'
import type { RunOptions } from './host.js'
import { HostCommandError } from './host-command-error.js'
import { COMMAND, invocationLines } from './invocation.js'
import { masked, neverOpened, neverStarted, type Problem, problemOf } from './session-problem.js'
import { stderrTail } from './stderr-tail.js'

/** One script that runs on a host. */
export interface Session {
  /** What the script is called in errors. */
  readonly name: string
  readonly stdin: Writable
  /** Resolves when the script exited with 0 and all it printed was received; rejects as soon as anything else is certain. */
  readonly succeeded: Promise<void>
  /** The last 64 KiB of standard error. */
  stderr(): string
  /** Stops the flow of standard output until `resume`. */
  pause(): void
  resume(): void
  /** Gives the script up: it is ended on the host and `succeeded` rejects with this error. Too late once it is over. */
  fail(error: Error): void
}

export interface SessionOptions extends RunOptions {
  /** Whether anything will be written to `stdin`; without it the script reads nothing. */
  readonly readsInput: boolean
  /** Gets what the script prints on standard output, in order. */
  receive(chunk: Buffer, session: Session): void
  /** Called when a watched script says that all its output is written, perhaps more than once. */
  written?(session: Session): void
}

/** Starts a script on a channel of its own, by the protocol that all hosts share. */
export async function startSession(
  connection: Connection,
  script: Script,
  options: SessionOptions
): Promise<Session> {
  options.signal?.throwIfAborted()
  const mark = randomBytes(16).toString('hex')
  const lines = invocationLines(script, { mark, readsInput: options.readsInput })
  const name = options.name ?? 'a command'
  const channel = await connection.open(COMMAND).catch((error) => {
    throw neverOpened(connection.label, name, asError(error))
  })
  const { stdin, stdout } = channel
  const output = afterMark(mark)
  const errors = stderrTail(mark)
  const failed = (problem: Problem) =>
    new HostCommandError({ command: name, stderr: masked(errors.text(), script), ...problem })
  let over = false
  let reject: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_, rejected) => {
    reject = rejected
  })

  const fail = (error: Error) => {
    if (over) return
    over = true
    reject(error)
    channel.close()
    // Only a channel that is read to its end is ever closed.
    stdout.resume()
  }
  const timer = timeLimit(options.timeoutSeconds, (detail) => fail(failed({ ending: 'timeout', detail })))
  const stopListening = onAbort(options.signal, fail)
  const judged = channel.closed.then((ending) => {
    if (ending.kind === 'exited' && !output.seen()) {
      throw neverStarted(connection.label, ending.status, [output.noise(), errors.noise()])
    }
    const problem = problemOf(ending)
    if (problem !== undefined) throw failed(problem)
  })
  const succeeded = Promise.race([judged, failure]).finally(() => {
    over = true
    clearTimeout(timer)
    stopListening()
  })
  // A session may fail before anyone waits for it; whoever does wait still hears of it.
  succeeded.catch(() => undefined)

  const session: Session = {
    name,
    stdin,
    succeeded,
    stderr: errors.text,
    pause: () => stdout.pause(),
    resume: () => stdout.resume(),
    fail
  }
  stdout.on('data', (chunk: Buffer) => {
    const passed = output.pass(chunk)
    if (passed !== undefined && !over) options.receive(passed, session)
  })
  channel.stderr.on('data', (chunk: Buffer) => {
    if (errors.take(chunk)) options.written?.(session)
  })
  stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.has(error.code ?? '')) fail(asError(error))
  })
  stdin.write(lines)
  return session
}

// A script that ends before it has read its input tells why by its exit status, not by a broken pipe.
const NOBODY_READS: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END'
])

// One that was aborted while the channel was opened is heard as well. Returns what ends the listening.
function onAbort(signal: AbortSignal | undefined, aborted: (reason: Error) => void): () => void {
  const hear = () => aborted(asError(signal?.reason))
  if (signal?.aborted === true) hear()
  signal?.addEventListener('abort', hear, { once: true })
  return () => signal?.removeEventListener('abort', hear)
}

function timeLimit(seconds: number | undefined, over: (detail: string) => void): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined
  // Timers cannot wait for longer than 24 days.
  return setTimeout(() => over(`not done within ${seconds} s`), Math.min(seconds * 1000, 2 ** 31 - 1))
}
