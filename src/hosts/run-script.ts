import type { Script } from '../host-script/script.js'
import type { Connection } from './channel.js'
import type { Output, RunOptions } from './host.js'
import { HostCommandError } from './host-command-error.js'
import { type Session, startSession } from './session.js'

/** Runs a short script to its end and gives what it printed. */
export async function runScript(
  connection: Connection,
  script: Script,
  options: RunOptions = {}
): Promise<Output> {
  const { session, output } = await startCollecting(connection, script, {
    ...options,
    readsInput: options.input !== undefined
  })
  if (options.input !== undefined) session.stdin.end(options.input)
  return output()
}

/** Starts a script whose output is kept until its end, at most 64 MiB of it. */
export async function startCollecting(
  connection: Connection,
  script: Script,
  options: RunOptions & { readonly readsInput: boolean }
): Promise<{ readonly session: Session; readonly output: () => Promise<Output> }> {
  const chunks: Buffer[] = []
  let bytes = 0
  const session = await startSession(connection, script, {
    ...options,
    receive(chunk, { fail, name }) {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > MOST_OUTPUT) fail(tooMuch(name))
    }
  })
  return {
    session,
    async output() {
      await session.succeeded
      return { stdout: Buffer.concat(chunks), stderr: session.stderr() }
    }
  }
}

const MOST_OUTPUT = 64 * 1024 * 1024

const tooMuch = (command: string): HostCommandError =>
  new HostCommandError({
    command,
    ending: 'too much output',
    stderr: '',
    detail: 'more than 64 MiB of output'
  })
