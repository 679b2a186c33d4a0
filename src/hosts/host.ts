import type { Readable } from 'node:stream'
import type { Script } from '../host-script/script.js'

/** Where components live: something that runs scripts and streams their bytes. */
export interface Host {
  /** How messages name it, e.g. `deploy@203.0.113.7`. */
  readonly label: string
  /** Runs a short script to its end. Rejects with a HostCommandError unless it exits with 0, and when its output exceeds 64 MiB. */
  run(script: Script, options?: RunOptions): Promise<Output>
  /**
   * Streams what a `watched` script prints. The stream *ends only on exit status 0*; anything else, a lost connection included,
   * is an error of the stream. Destroying it ends the script on the host.
   */
  read(script: Script, options?: RunOptions): HostStream
  /**
   * Feeds a script's standard input from `source` and resolves when it exited with 0 and the source was seen to its end. An error
   * of `source` ends the script and rejects with that error. What the script has started in a container only sees its input end,
   * too early: it must fail then. Once it has had all of its input, nobody but itself ends it.
   */
  write(script: Script, source: AsyncIterable<Buffer>, options?: RunOptions): Promise<Output>
  /** Lets go of the connection. Scripts that still run die. */
  close(): Promise<void>
}

export interface RunOptions {
  /** What the command is called in errors, e.g. `pg_dump of shop`. */
  readonly name?: string
  /** Seconds after which the command is ended and reported as too slow. None by default. */
  readonly timeoutSeconds?: number
  /** Text for the standard input of `run`; nothing by default. */
  readonly input?: string
  /** Ends the command at once when it is aborted; its reason is the error then. */
  readonly signal?: AbortSignal
}

export interface Output {
  readonly stdout: Buffer
  /** The last 64 KiB. */
  readonly stderr: string
}

export interface HostStream extends Readable {
  /** The last 64 KiB of standard error, complete once the stream has ended. */
  stderr(): string
}
