import { newBackupId } from '../backup-set/keys.js'
import type { Manifest, ManifestComponent } from '../backup-set/manifest.js'
import { chooseCompressor } from '../codecs/index.js'
import { about } from '../errors.js'
import { type Captured, captureQuietly } from './capture-quietly.js'
import type { Backing, Surroundings } from './look-around.js'
import type { Quieting } from './quiesce.js'
import { abandonBecause, type CommittedSet, openSet, type SetWriter } from './set-writer.js'
import { checkedTime } from './time.js'

/** What is made, and how. */
export interface Making extends Pick<Surroundings, 'tools' | 'components'> {
  readonly phase: Manifest['phase']
  readonly quieting: Quieting
}

/** A set that others see being written, and of which nothing is written yet. */
export interface BegunSet {
  readonly id: string
  readonly time: Date
  readonly set: SetWriter
}

/** A set that is stored, verified and made known. */
export interface MadeSet {
  readonly manifest: Manifest
  readonly committed: CommittedSet
  readonly captured: Captured
}

/** Begins a set: shows others that it is being written, which proves that the store takes something. The store must have been asked for something before. */
export async function beginSet({
  plan,
  run,
  store
}: Pick<Backing, 'plan' | 'run' | 'store'>): Promise<BegunSet> {
  const time = checkedTime(store, run.log)
  const id = newBackupId(time)
  run.noteWriting({ stack: plan.stack, id })
  const owner = { run: run.token, ...run.tags }
  return { id, time, set: await openSet({ store, stack: plan.stack, id, owner, log: run.log }) }
}

/** Captures components that were found as the set that was begun: all of them, or nothing. */
export async function makeSet(
  backing: Backing,
  { id, time, set }: BegunSet,
  making: Making
): Promise<MadeSet> {
  const { plan, run, store } = backing
  const { tools, components, quieting, phase } = making
  const compressor = chooseCompressor(plan.compression, tools)
  let manifest: Manifest
  let committed: CommittedSet
  let captured: Captured
  try {
    captured = await captureQuietly(quieting, { store, set, compressor, components })
    run.signal.throwIfAborted()
    manifest = describe(backing, { time, phase, id, components: captured.captured })
    committed = await set.commit(manifest)
  } catch (error) {
    return abandonBecause(set, error)
  }
  run.noteWriting(undefined)
  await set.publish(manifest, committed).catch((error: unknown) => {
    throw about(`the backup ${id} is stored, but could not be made known as the latest`, error)
  })
  return { manifest, committed, captured }
}

function describe(
  { plan, chosen, run, host }: Omit<Backing, 'store'>,
  {
    time,
    phase,
    id,
    components
  }: Pick<Making, 'phase'> & Pick<BegunSet, 'id' | 'time'> & { readonly components: ManifestComponent[] }
): Manifest {
  return {
    version: 1,
    tool: { name: 'predeploy-backup', version: run.version },
    stack: plan.stack,
    id,
    phase,
    partial: chosen.length < plan.components.length,
    startedAt: time.toISOString(),
    finishedAt: new Date().toISOString(),
    host: host.label,
    tags: { ...run.tags },
    components,
    encryption: null,
    signature: null
  }
}
