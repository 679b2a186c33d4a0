import { about } from '../errors.js'
import { atWork } from '../host-script/at-work.js'
import { clearOld } from '../host-script/clear-old.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Script } from '../host-script/script.js'
import { refuseWithoutRoom, roomLackingInstead } from './room.js'
import { goesFirst, type RestoredComponent, type Staging, stageAll } from './stage.js'
import type { StagedComponent } from './swap.js'

/**
 * Removes the old data of the components for which there is no room beside it, and stages the new in its place. `components` are all of the
 * restore, in the order of its journal. Nothing is removed before all of it can be, and there is room then; from then on the host alone cannot bring
 * back what was there.
 */
export async function stageInstead(
  context: Staging,
  lease: Lease,
  components: readonly RestoredComponent[]
): Promise<readonly StagedComponent[]> {
  const { run } = context
  const going = components.filter(goesFirst)
  const measured: RestoredComponent[] = []
  for (const one of going) {
    const { ready, measure } = insteadOf(one)
    await onHost(context, one, atWork(lease, 'swapping', ready), 'the look whether its old data can go')
    const freed = measure.read(await onHost(context, one, measure.script, 'the measure of what is there'))
    measured.push({ ...one, instead: { ...insteadOf(one), freed } })
  }
  refuseWithoutRoom(roomLackingInstead(measured))
  for (const [index, one] of components.entries()) {
    if (!goesFirst(one)) continue
    await onHost(context, one, clearOld(lease, index, insteadOf(one).clear), 'the removal of its old data')
    run.log.info(`${one.name}: the old data was removed to make room`)
  }
  return stageAll(context, going)
}

async function onHost(
  { host, run }: Staging,
  { name, planned: { timeoutSeconds } }: RestoredComponent,
  script: Script,
  what: string
): Promise<string> {
  run.signal.throwIfAborted()
  try {
    return (await host.run(script, { name: what, timeoutSeconds })).stdout.toString()
  } catch (error) {
    throw about(name, error)
  }
}

function insteadOf({ name, instead }: RestoredComponent): NonNullable<RestoredComponent['instead']> {
  if (instead === undefined) throw new Error(`the old data of ${name} does not go first`)
  return instead
}
