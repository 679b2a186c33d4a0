import { artifactName } from '../backup-set/keys.js'
import type { ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import type { Compressor } from '../codecs/index.js'
import type { Capture } from '../drivers/driver.js'
import { about } from '../errors.js'
import { formatBytes, formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import { tellCounts } from '../report/counts.js'
import type { Store } from '../stores/store.js'
import { startProgress } from '../transfer/progress.js'
import { relayCapture } from '../transfer/relay-capture.js'
import type { SpoolRoom } from '../transfer/spool-room.js'
import { captureOrder, type Underway } from './capture-order.js'
import type { FoundComponent } from './find-components.js'
import type { Run } from './run.js'
import type { SetWriter } from './set-writer.js'

/** What capturing needs. */
export interface Capturing {
  readonly host: Host
  readonly store: Store
  readonly set: SetWriter
  readonly compressor: Compressor
  readonly run: Run
  readonly components: readonly FoundComponent[]
  /** Room for what the host has given and the store has not taken yet, where the host shall be done as early as it can. */
  readonly spool: SpoolRoom | undefined
}

/** Captures every artifact of the components into the set; `released` when all was read from the host. The first failure ends it, once what runs is over. */
export function captureAll(capturing: Capturing): Underway<ManifestComponent[]> {
  const jobs = capturing.components.flatMap((component) =>
    component.found.captures().map((capture) => ({
      component,
      capture,
      expectedBytes: capture.expectedBytes,
      work: () => captureOne(capturing, component, capture)
    }))
  )
  const { released, result } = captureOrder(jobs)
  return { released, result: result.then((done) => describeAll(capturing, jobs, done)) }
}

function describeAll(
  { components }: Capturing,
  jobs: readonly { readonly component: FoundComponent }[],
  done: readonly Captured[]
): ManifestComponent[] {
  return components.map((component) => {
    const mine = jobs.flatMap((job, index) => (job.component === component ? [done[index] as Captured] : []))
    return {
      name: component.planned.name,
      type: component.planned.type,
      startedAt: mine.map(({ startedAt }) => startedAt).sort()[0] as string,
      finishedAt: mine
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1) as string,
      consistency: component.found.consistency,
      facts: component.found.facts,
      artifacts: mine.map(({ artifact }) => artifact)
    }
  })
}

interface Captured {
  readonly artifact: ManifestArtifact
  readonly startedAt: string
  readonly finishedAt: string
}

function captureOne(capturing: Capturing, component: FoundComponent, capture: Capture): Underway<Captured> {
  const taken = Promise.withResolvers<void>()
  const result = storeOne(capturing, component, { capture, onTaking: taken.resolve })
  // Without a spool all was read from the host only when the store has it.
  return { released: Promise.race([taken.promise, result]), result }
}

async function storeOne(
  { host, store, set, compressor, run, spool }: Capturing,
  { planned }: FoundComponent,
  { capture, onTaking }: { readonly capture: Capture; readonly onTaking: (taken: Promise<void>) => void }
): Promise<Captured> {
  const name = capture.part === undefined ? planned.name : `${planned.name}/${capture.part}`
  const key = artifactName({
    component: planned.name,
    part: capture.part,
    extension: capture.extension,
    compression: compressor.codec.extension
  })
  const started = new Date()
  const progress = startProgress(name, run.log.info)
  try {
    run.signal.throwIfAborted()
    const { inspection, ...digest } = await relayCapture(
      {
        host,
        store,
        name,
        timeoutSeconds: planned.timeoutSeconds,
        progress,
        signal: run.signal,
        spool: spool === undefined ? undefined : { room: spool, onTaking }
      },
      capture,
      compressor,
      set.keyOf(key)
    )
    const finished = new Date()
    for (const warning of inspection.warnings ?? []) run.log.warn(`${name}: ${warning}`)
    run.log.info(
      `${name}: ${[...tellSizes(digest), ...tellCounts(inspection.counts, 8)].join(' · ')} · ${formatDuration((+finished - +started) / 1000)}`
    )
    return {
      startedAt: started.toISOString(),
      finishedAt: finished.toISOString(),
      artifact: {
        ...(capture.part === undefined ? {} : { part: capture.part }),
        key,
        compression: compressor.codec.name,
        ...digest,
        counts: { ...inspection.counts },
        ...(inspection.details === undefined ? {} : { details: { ...inspection.details } }),
        ...(inspection.warnings?.length ? { warnings: [...inspection.warnings] } : {})
      }
    }
  } catch (error) {
    throw about(name, error)
  } finally {
    progress.stop()
  }
}

const tellSizes = ({
  bytes,
  storedBytes
}: {
  readonly bytes: number
  readonly storedBytes: number
}): readonly string[] => [formatBytes(bytes), `stored ${formatBytes(storedBytes)}`]
