import type { RunToken } from '../drivers/driver.js'
import type { Host } from '../hosts/host.js'
import type { Log } from '../log.js'
import type { Store } from '../stores/store.js'
import { type LastingHost, lastingHost } from './lasting-host.js'
import { collectProblems } from './problems.js'

/** What every mode works with. The faces make it. */
export interface Run {
  /** Names what this run makes on the host. */
  readonly token: RunToken
  /** Version of this program. */
  readonly version: string
  /** Where the run comes from: `git-sha`, `git-ref`, `run-url`, `run-attempt` … */
  readonly tags: Readonly<Record<string, string>>
  readonly log: Log
  /** Aborted when the user cancels; its reason is the error that the mode shall end with. */
  readonly signal: AbortSignal
  /** Notes which set is being written, and that none is any more, for whoever cleans up behind a run that was killed. */
  noteWriting(set: { readonly stack: string; readonly id: string } | undefined): void
  /** Notes the lock that is being held, and that none is any more, for the same purpose. */
  noteLock(lock: { readonly stack: string; readonly token: RunToken } | undefined): void
  /** An existing directory on this machine for what waits for the store. */
  readonly spoolDirectory: string
  /** Opens a connection to the host, which whoever asked for it closes. */
  connectHost(): Promise<Host>
  openStore(): Promise<Store>
}

/** Opens host and store side by side, and closes both when `body` is over, however it ended. */
export async function withHostAndStore<Result>(
  run: Run,
  body: (host: LastingHost, store: Store) => Promise<Result>
): Promise<Result> {
  const opening = {
    host: run.connectHost().then((host) => lastingHost(host, run.connectHost)),
    store: run.openStore()
  }
  // Both are waited for and told of together, and neither is left open because of the other.
  const opened = await Promise.allSettled(Object.values(opening))
  const close = () =>
    Promise.allSettled(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)))
  try {
    await collectProblems('neither host nor store can be used', [opening.host, opening.store])
    return await body(await opening.host, await opening.store)
  } finally {
    await close()
  }
}
