import type { Plan } from '../config/plan.js'
import type { OtherRuns } from '../report/preview.js'
import type { PreviewedComponent, RestorePreview } from '../report/preview-restore.js'
import { agreedReference } from './agreement.js'
import { bareOf, filesFirst, findLacking } from './bare-host.js'
import { cancellableHost } from './cancellable-host.js'
import type { ChosenComponent } from './choose-components.js'
import {
  findWanted,
  lookBeforeRestore,
  type Restorable,
  type RestoreRequest,
  type Restoring
} from './look-before-restore.js'
import { besideOtherRuns, findOtherRuns } from './other-runs.js'
import { roomNeeded } from './room.js'
import { type Run, withHostAndStore } from './run.js'
import { goesFirst, type RestoredComponent } from './stage.js'
import { storedSet } from './stored-set.js'
import { checkedTime } from './time.js'

/** Tells what a restore would do. Looks as a restore does, takes no lock and writes nothing, anywhere. */
export async function previewRestore(plan: Plan, asked: RestoreRequest, run: Run): Promise<RestorePreview> {
  const request = { ...asked, dryRun: true }
  const reference = agreedReference(plan.stack, request)
  return withHostAndStore(run, async (host, store) => {
    const otherRuns = await findOtherRuns(host, plan.stack, run.signal)
    const restoring = { plan, request, reference, run, host, store }
    const { restorable, lacking } = await lookAhead(restoring).catch((error: unknown) => {
      throw besideOtherRuns(error, otherRuns)
    })
    const time = checkedTime(store, run.log)
    const { safetyBackup } = request
    const up = plan.restore?.up
    return describeRestore({
      ...{ stack: plan.stack, host: host.label, restorable, safetyBackup, otherRuns, time },
      lacking: lacking.map(({ planned }) => planned.name),
      up: up?.written ?? up?.command
    })
  })
}

async function lookAhead(restoring: Restoring) {
  const { plan, host, run } = restoring
  const wanted = await findWanted(restoring)
  const lacking = await findLacking(cancellableHost(host, run.signal), wanted.chosen, plan)
  const restorable =
    lacking.length === 0
      ? await lookBeforeRestore(restoring, wanted)
      : await lookBeforeRestore({ ...restoring, plan: bareOf(plan) }, filesFirst(wanted, lacking))
  return { restorable, lacking }
}

/** What the preview of a restore is made of. */
export interface SeenForRestore {
  readonly stack: string
  readonly host: string
  readonly restorable: Restorable
  readonly safetyBackup: boolean
  /** What waits until `up` brought the services up. */
  readonly lacking: readonly string[]
  readonly up: string | undefined
  readonly otherRuns: OtherRuns
  readonly time: Date
}

/** Makes the preview of what was found. Pure. */
export function describeRestore(given: SeenForRestore): RestorePreview {
  const { stack, host, restorable, safetyBackup, lacking, up, otherRuns, time } = given
  const { backup, chosen, components, warnings } = restorable
  const { manifest, checksum } = backup
  return {
    ...{ stack, host, otherRuns, warnings },
    broughtUp: lacking.length === 0 || up === undefined ? undefined : { command: up, components: lacking },
    stops: restorable.stops.map(({ name }) => name),
    backedUpFirst: safetyBackup
      ? restorable.found.filter(({ found }) => found.absent !== true).map(({ planned }) => planned.name)
      : [],
    quietFirst: restorable.quiet.map(({ name }) => name),
    backup: {
      ...storedSet(manifest, time),
      ...{ stack: manifest.stack, host: manifest.host, phase: manifest.phase, checksum },
      gitSha: manifest.tags['git-sha'],
      runUrl: manifest.tags['run-url']
    },
    components: chosen.map((one) => describeComponent(one, components)),
    leftOut: manifest.components
      .filter((entry) => !chosen.some((one) => one.entry === entry) && !lacking.includes(entry.name))
      .map(({ name }) => name),
    clearedFirst: components.filter(goesFirst).map(({ name }) => name),
    room: roomNeeded(components),
    roomUnknown: components
      .filter(({ restoration }) => restoration.outlook?.roomKnown !== true)
      .map(({ name }) => name)
  }
}

function describeComponent(
  { planned, entry }: ChosenComponent,
  components: readonly RestoredComponent[]
): PreviewedComponent {
  const restoration = components.find(({ name }) => name === planned.name)?.restoration
  // A restore may take only some of a component's artifacts.
  const artifacts = restoration?.stages.map(({ artifact }) => artifact) ?? entry.artifacts
  const { versions, replaced, returning, gone, kept } = restoration?.outlook ?? NOTHING_TOLD
  return {
    ...{ name: planned.name, type: planned.type, versions, replaced, returning, gone, kept },
    storedBytes: artifacts.reduce((sum, artifact) => sum + artifact.storedBytes, 0),
    bytes: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0)
  }
}

const NOTHING_TOLD = {
  versions: undefined,
  replaced: ['what the component is today'],
  ...{ returning: [], gone: [], kept: [] }
}
