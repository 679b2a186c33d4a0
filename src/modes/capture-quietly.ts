import type { ManifestComponent } from '../backup-set/manifest.js'
import { spoolRoom } from '../transfer/spool-room.js'
import { cancellableHost } from './cancellable-host.js'
import { type Capturing, captureAll } from './capture.js'
import type { Underway } from './capture-order.js'
import type { Downtime } from './downtime.js'
import { type Quieting, whileQuiet } from './quiesce.js'
import type { RunningContainer } from './quiet.js'

/** What was captured, and how long containers were down for it. */
export interface Captured {
  readonly captured: ManifestComponent[]
  /** What was stopped or paused for it. */
  readonly quieted: readonly RunningContainer[]
  readonly downtime: readonly Downtime[]
  /** Why containers were down for as long as the store took, where they were. */
  readonly transferInDowntime: TransferInDowntime | undefined
}

/** The spool that was too small. */
export interface TransferInDowntime {
  readonly spoolBytes: number
  /** Whether the disk of the runner had no room for all of it. */
  readonly diskFull: boolean
}

/** Captures while containers are quiet. They run again when all was read from the host, while the rest goes on to the store. */
export async function captureQuietly(
  quieting: Quieting,
  capturing: Omit<Capturing, 'host' | 'run' | 'spool'>
): Promise<Captured> {
  const { host, quiesce, containers, run } = quieting
  const failing = new AbortController()
  const signal = AbortSignal.any([run.signal, failing.signal])
  const spoolBytes = containers.length === 0 ? 0 : (quiesce?.spoolBytes ?? 0)
  const room = spoolBytes === 0 ? undefined : spoolRoom(run.spoolDirectory, spoolBytes)
  const whyTransfer = (): TransferInDowntime | undefined =>
    containers.length > 0 && (room === undefined || room.waited())
      ? { spoolBytes, diskFull: room?.diskFull() ?? false }
      : undefined
  let captures: Underway<ManifestComponent[]> | undefined
  let failure: unknown
  const capture = async () => {
    captures = captureAll({
      ...capturing,
      host: cancellableHost(host, signal),
      run: { ...run, signal },
      spool: room
    })
    // Whoever waits for the result hears of a failure.
    captures.result.catch(() => undefined)
    await captures.released.catch((error: unknown) => {
      failure = error
      throw error
    })
  }
  return run.log.group(`Capture ${capturing.components.length} components`, async () => {
    try {
      const { containers: quieted, downtime } = await whileQuiet(quieting, capture)
      if (captures === undefined) throw new Error('nothing was captured')
      return { captured: await captures.result, quieted, downtime, transferInDowntime: whyTransfer() }
    } catch (error) {
      // What still goes to the store is worth nothing then. Of captures that failed, the result tells all.
      if (error !== failure) failing.abort(error)
      await captures?.result.catch((all: unknown) => {
        if (error === failure) throw all
      })
      throw error
    } finally {
      await room?.close()
    }
  })
}
