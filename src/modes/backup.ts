import { artifactName, newBackupId } from '../backup-set/keys.js'
import type { Manifest, ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import { type Compressor, chooseCompressor } from '../codecs/index.js'
import type { Plan, PlannedComponent } from '../config/plan.js'
import type { Capture } from '../drivers/driver.js'
import { about } from '../errors.js'
import { formatBytes, formatCount, formatDuration } from '../format.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { startProgress } from '../transfer/progress.js'
import { relayCapture } from '../transfer/relay.js'
import { captureOrder } from './capture-order.js'
import { type FoundComponent, findComponents, findHostTools } from './find-components.js'
import { type Run, withHostAndStore } from './run.js'
import { abandonBecause, type CommittedSet, openSet, type SetWriter } from './set-writer.js'
import { sweepDeadRuns } from './sweep.js'
import { checkedTime } from './time.js'

/** What a backup tells the next steps. */
export interface BackupResult extends CommittedSet {
  readonly manifest: Manifest
  readonly warnings: readonly string[]
}

/** Captures the chosen components as one backup: all of them, or nothing. */
export const backup = (plan: Plan, chosen: readonly PlannedComponent[], run: Run): Promise<BackupResult> =>
  withHostAndStore(run, async (host, store) => {
    const [time, tools, components] = await Promise.all([
      checkedTime(store, plan.stack, run.log),
      findHostTools(host),
      findComponents(host, chosen)
    ])
    run.signal.throwIfAborted()
    const warnings = components.flatMap(({ planned, found }) =>
      found.warnings.map((text) => `${planned.name}: ${text}`)
    )
    for (const warning of warnings) run.log.warn(warning)
    const compressor = chooseCompressor(plan.compression, tools)
    const id = newBackupId(time)
    const set = await openSet({
      store,
      stack: plan.stack,
      id,
      owner: { run: run.token, ...run.tags },
      log: run.log
    })
    const describe = (captured: ManifestComponent[]): Manifest => ({
      version: 1,
      tool: { name: 'predeploy-backup', version: run.version },
      stack: plan.stack,
      id,
      phase: 'pre-deploy',
      partial: chosen.length < plan.components.length,
      startedAt: time.toISOString(),
      finishedAt: new Date().toISOString(),
      host: host.label,
      tags: { ...run.tags },
      components: captured,
      encryption: null,
      signature: null
    })
    const { manifest, committed } = await captureAll({ host, store, set, compressor, run, components })
      .then(async (captured) => {
        run.signal.throwIfAborted()
        const manifest = describe(captured)
        return { manifest, committed: await set.commit(manifest) }
      })
      .catch((error: unknown) => abandonBecause(set, error))
    await set.publish(manifest, committed).catch((error: unknown) => {
      throw about(`the backup ${id} is stored, but it could not be made known as the latest`, error)
    })
    await sweepDeadRuns(store, plan.stack, run.log)
    return { ...committed, manifest, warnings }
  })

interface Capturing {
  readonly host: Host
  readonly store: Store
  readonly set: SetWriter
  readonly compressor: Compressor
  readonly run: Run
  readonly components: readonly FoundComponent[]
}

async function captureAll(capturing: Capturing): Promise<ManifestComponent[]> {
  const jobs = capturing.components.flatMap((component) =>
    component.found.captures.map((capture) => ({
      component,
      capture,
      expectedBytes: capture.expectedBytes,
      work: () => captureOne(capturing, component, capture)
    }))
  )
  const done = await captureOrder(jobs)
  return capturing.components.map((component) => {
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

async function captureOne(
  { host, store, set, compressor, run }: Capturing,
  { planned }: FoundComponent,
  capture: Capture
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
      { host, store, name, timeoutSeconds: planned.timeoutSeconds, progress, signal: run.signal },
      capture,
      compressor,
      set.keyOf(key)
    )
    const finished = new Date()
    for (const warning of inspection.warnings ?? []) run.log.warn(`${name}: ${warning}`)
    run.log.info(
      `${name}: ${tell(digest, inspection.counts)} · ${formatDuration((+finished - +started) / 1000)}`
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
        ...(inspection.details === undefined ? {} : { details: { ...inspection.details } })
      }
    }
  } catch (error) {
    throw about(name, error)
  } finally {
    progress.stop()
  }
}

function tell(
  digest: { bytes: number; storedBytes: number },
  counts: Readonly<Record<string, number>>
): string {
  const entries = Object.entries(counts)
  const told = entries.slice(0, 8).map(([name, count]) => `${formatCount(count)} ${name}`)
  const more =
    entries.length > told.length ? [`… ${entries.length - told.length} more counts in the manifest`] : []
  return [`${formatBytes(digest.bytes)}, stored ${formatBytes(digest.storedBytes)}`, ...told, ...more].join(
    ' · '
  )
}
