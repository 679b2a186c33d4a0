import type { Manifest } from '../backup-set/manifest.js'
import type { Plan, PlannedComponent } from '../config/plan.js'
import { about } from '../errors.js'
import { awaitHealth } from './await-health.js'
import type { Captured } from './capture-quietly.js'
import type { Downtime } from './downtime.js'
import { failedBecause, runHook } from './hooks.js'
import { readLast } from './last-backup.js'
import { withLock } from './lock.js'
import { type Backing, lookAround, type Surroundings } from './look-around.js'
import { type BegunSet, makeSet } from './make-set.js'
import { type Looking, preflight } from './preflight.js'
import { type Run, withHostAndStore } from './run.js'
import { abandonBecause, type CommittedSet } from './set-writer.js'
import { shrinkage } from './shrinkage.js'
import { sweepDeadRuns } from './sweep.js'

/** What a backup tells the next steps. */
export interface BackupResult extends CommittedSet {
  readonly manifest: Manifest
  readonly warnings: readonly string[]
  /** How long each container was stopped or paused. */
  readonly downtime: readonly Downtime[]
  readonly transferInDowntime: Captured['transferInDowntime']
}

/** Captures the chosen components as one backup: all of them, or nothing. */
export const backup = (plan: Plan, chosen: readonly PlannedComponent[], run: Run): Promise<BackupResult> =>
  withHostAndStore(run, async (host, store) => {
    const look = (seeing: Run): Looking => {
      const last = readLast(store, plan.stack)
      return { last, seen: lookAround({ plan, chosen, run: seeing, host, store }, last) }
    }
    const held = new AbortController()
    const onHeld = () => held.abort(new Error('another run is at work'))
    const done = withLock({ host, plan, run, onHeld, purpose: 'backup' }, async (locked) => {
      const backing = { plan, chosen, run: locked, host, store }
      // What was seen while another run was at work need not be true now.
      const { seen, begun } = await preflight(backing, held.signal.aborted ? look(locked) : looking)
      for (const warning of seen.warnings) run.log.warn(warning)
      const hooked = { host, stack: plan.stack, hooks: plan.hooks, run: locked }
      const made = await runHook('before', hooked)
        .catch((error: unknown) => abandonBecause(begun.set, error))
        .then(() => capture(backing, seen, begun))
        .catch(async (error: unknown) => {
          throw await failedBecause(hooked, error)
        })
      await runHook('after', hooked, made.manifest.id).catch((error: unknown) => {
        throw about(`the backup ${made.manifest.id} is stored`, error)
      })
      return made
    })
    // Looking changes nothing and takes longer than a lock that is free, which is asked for first.
    const looking = look({ ...run, signal: AbortSignal.any([run.signal, held.signal]) })
    looking.seen.catch(() => undefined)
    return done
  })

async function capture(backing: Backing, seen: Surroundings, begun: BegunSet): Promise<BackupResult> {
  const { plan, run, host, store } = backing
  const { warnings, last } = seen
  const quieting = { host, stack: plan.stack, quiesce: plan.quiesce, containers: seen.quiet, run }
  const { manifest, committed, captured } = await makeSet(backing, begun, {
    ...seen,
    quieting,
    phase: 'pre-deploy'
  })
  const shrunk = last.manifest === undefined ? [] : shrinkage(manifest.components, last.manifest)
  for (const warning of shrunk) run.log.warn(warning)
  await sweepDeadRuns(store, plan.stack, run.log)
  await awaitHealth(host, {
    ...{ containers: captured.quieted, run },
    ...{ seconds: plan.quiesce?.healthSeconds ?? 0, longer: 'quiesce: { health: 10m }' }
  }).catch((error: unknown) => {
    throw about(`the backup ${manifest.id} is stored, but what was stopped for it is not well`, error)
  })
  const { downtime, transferInDowntime } = captured
  return {
    ...committed,
    manifest,
    downtime,
    transferInDowntime,
    warnings: [...warnings, ...shrunk, ...warningsOf(manifest)]
  }
}

const warningsOf = ({ components }: Manifest): readonly string[] =>
  components.flatMap(({ name, artifacts }) =>
    artifacts.flatMap(({ part, warnings = [] }) =>
      warnings.map((text) => `${part === undefined ? name : `${name}/${part}`}: ${text}`)
    )
  )
