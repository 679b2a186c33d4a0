import { about } from '../errors.js'
import { atWork } from '../host-script/at-work.js'
import { clearOld } from '../host-script/clear-old.js'
import type { Lease } from '../host-script/quiet-list.js'
import type { Script } from '../host-script/script.js'
import { goesFirst, type RestoredComponent, type Staging, stageAll } from './stage.js'
import type { StagedComponent } from './swap.js'

/**
 * Removes the old data of the components for which there is no room beside it, and stages the new in its place. `components` are all of the
 * restore, in the order of its journal. Nothing is removed before all of it can be; from then on the host alone cannot bring back what was there.
 */
export async function stageInstead(
  context: Staging,
  lease: Lease,
  components: readonly RestoredComponent[]
): Promise<readonly StagedComponent[]> {
  const { host, run } = context
  const going = components.flatMap(({ name, planned: { timeoutSeconds }, instead }, index) =>
    instead === undefined ? [] : [{ name, timeoutSeconds, instead, index }]
  )
  const onHost = async (
    { name, timeoutSeconds }: Pick<(typeof going)[number], 'name' | 'timeoutSeconds'>,
    script: Script,
    what: string
  ) => {
    run.signal.throwIfAborted()
    try {
      await host.run(script, { name: what, timeoutSeconds })
    } catch (error) {
      throw about(name, error)
    }
  }
  for (const one of going)
    await onHost(one, atWork(lease, 'swapping', one.instead.ready), 'the look whether its old data can go')
  for (const one of going) {
    await onHost(one, clearOld(lease, one.index, one.instead.clear), 'the removal of its old data')
    run.log.info(`${one.name}: the old data was removed to make room`)
  }
  return stageAll(context, components.filter(goesFirst))
}
