import type { RunToken } from '../drivers/driver.js'
import type { Host } from '../hosts/host.js'
import type { Log } from '../log.js'
import type { Store } from '../stores/store.js'

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
  /** Opens the connection to the host; a mode calls it once and closes what it got. */
  connectHost(): Promise<Host>
  openStore(): Promise<Store>
}

/** Opens host and store side by side, and closes both when `body` is over, however it ended. */
export async function withHostAndStore<Result>(
  run: Run,
  body: (host: Host, store: Store) => Promise<Result>
): Promise<Result> {
  const [host, store] = await Promise.allSettled([run.connectHost(), run.openStore()])
  try {
    if (host.status === 'rejected') throw host.reason
    if (store.status === 'rejected') throw store.reason
    return await body(host.value, store.value)
  } finally {
    await Promise.all(
      [host, store].map((opened) => (opened.status === 'fulfilled' ? opened.value.close() : undefined))
    )
  }
}
