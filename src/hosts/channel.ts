import type { Readable, Writable } from 'node:stream'

/** One command that runs on a host, with its three streams. */
export interface Channel {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** How it ended, once all it printed has been read. Never rejects. */
  readonly closed: Promise<Ending>
  /** Ends the command and lets go of it; what it still prints is thrown away. */
  close(): void
}

/** How a command ended. Only `exited` with status 0 is a success; `lost` means that nobody knows. */
export type Ending =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'lost'; readonly cause?: unknown }

/** What a kind of host must offer: ways to run commands. */
export interface Connection {
  /** How messages name the host. */
  readonly label: string
  /** Starts a command, which is a line for the login shell. */
  open(command: string): Promise<Channel>
  /** Ends every command that still runs and lets go of the host. */
  close(): Promise<void>
}
