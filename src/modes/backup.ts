import { newBackupId } from '../backup-set/keys.js'
import type { Manifest, ManifestComponent } from '../backup-set/manifest.js'
import { chooseCompressor } from '../codecs/index.js'
import type { Plan, PlannedComponent } from '../config/plan.js'
import { about } from '../errors.js'
import type { Host } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { cancellableHost } from './cancellable-host.js'
import { captureAll } from './capture.js'
import { type FoundComponent, findComponents, findHostTools } from './find-components.js'
import { readLast } from './last-backup.js'
import { withLock } from './lock.js'
import { type Run, withHostAndStore } from './run.js'
import { abandonBecause, type CommittedSet, openSet } from './set-writer.js'
import { shrinkage } from './shrinkage.js'
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
    const look = (seeing: Run) =>
      lookAround({ plan, chosen, run: seeing, host: cancellableHost(host, seeing.signal), store })
    const held = new AbortController()
    const onHeld = () => held.abort(new Error('another run is at work'))
    const done = withLock({ host, plan, run, onHeld }, async (locked) => {
      // What was seen while another run was at work need not be true now.
      const seen = held.signal.aborted ? await look(locked) : await looking
      for (const warning of seen.warnings) run.log.warn(warning)
      return capture({ plan, chosen, run: locked, host: cancellableHost(host, locked.signal), store }, seen)
    })
    // Looking changes nothing and takes longer than a lock that is free, which is asked for first.
    const looking = look({ ...run, signal: AbortSignal.any([run.signal, held.signal]) })
    looking.catch(() => undefined)
    return done
  })

async function capture(
  backing: Backing & { readonly store: Store },
  seen: Surroundings
): Promise<BackupResult> {
  const { plan, chosen, run, host, store } = backing
  const { time, tools, components, warnings, last } = seen
  const compressor = chooseCompressor(plan.compression, tools)
  const id = newBackupId(time)
  run.noteWriting({ stack: plan.stack, id })
  const owner = { run: run.token, ...run.tags }
  const set = await openSet({ store, stack: plan.stack, id, owner, log: run.log })
  let manifest: Manifest
  let committed: CommittedSet
  try {
    const captured = await captureAll({ host, store, set, compressor, run, components })
    run.signal.throwIfAborted()
    manifest = describe({ plan, chosen, run, host, time, id, captured })
    committed = await set.commit(manifest)
  } catch (error) {
    return abandonBecause(set, error)
  }
  run.noteWriting(undefined)
  const shrunk = last === undefined ? [] : shrinkage(manifest.components, last)
  for (const warning of shrunk) run.log.warn(warning)
  await set.publish(manifest, committed).catch((error: unknown) => {
    throw about(`the backup ${id} is stored, but could not be made known as the latest`, error)
  })
  await sweepDeadRuns(store, plan.stack, run.log)
  return { ...committed, manifest, warnings: [...warnings, ...shrunk, ...warningsOf(manifest)] }
}

const warningsOf = ({ components }: Manifest): readonly string[] =>
  components.flatMap(({ name, artifacts }) =>
    artifacts.flatMap(({ part, warnings = [] }) =>
      warnings.map((text) => `${part === undefined ? name : `${name}/${part}`}: ${text}`)
    )
  )

interface Backing {
  readonly plan: Plan
  readonly chosen: readonly PlannedComponent[]
  readonly run: Run
  readonly host: Host
}

interface Surroundings {
  readonly time: Date
  readonly tools: ReadonlySet<string>
  readonly components: readonly FoundComponent[]
  readonly warnings: readonly string[]
  readonly last: Manifest | undefined
}

const lookAround = ({
  plan,
  chosen,
  run,
  host,
  store
}: Backing & { readonly store: Store }): Promise<Surroundings> =>
  run.log.group(`Look at ${host.label} and ${store.label}`, async () => {
    const [last, tools, components] = await Promise.all([
      readLast(store, plan.stack, run.log),
      findHostTools(host),
      // What cannot be captured is told for all components at once, and before anything is written.
      findComponents(host, chosen, (found) => found.captures())
    ])
    run.signal.throwIfAborted()
    const time = checkedTime(store, run.log)
    const warnings = components.flatMap(({ planned, found }) =>
      found.warnings.map((text) => `${planned.name}: ${text}`)
    )
    return { time, tools, components, warnings, last }
  })

function describe(
  made: Backing & { readonly time: Date; readonly id: string; readonly captured: ManifestComponent[] }
): Manifest {
  const { plan, chosen, run, host, time, id, captured } = made
  return {
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
  }
}
