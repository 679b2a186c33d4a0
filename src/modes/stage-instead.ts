import { about } from '../errors.js'
import { clearOld } from '../host-script/clear-old.js'
import type { Lease } from '../host-script/quiet-list.js'
import { goesFirst, type RestoredComponent, type Staging, stageAll } from './stage.js'
import type { StagedComponent } from './swap.js'

/**
 * Removes the old data of the components for which there is no room beside it, and stages the new in its place. `components` are all of the
 * restore, in the order of its journal. From here on the host alone cannot bring back what was there.
 */
export async function stageInstead(
  context: Staging,
  lease: Lease,
  components: readonly RestoredComponent[]
): Promise<readonly StagedComponent[]> {
  const { host, run } = context
  for (const [index, { name, planned, instead }] of components.entries()) {
    if (instead === undefined) continue
    run.signal.throwIfAborted()
    try {
      await host.run(clearOld(lease, index, instead.clear), {
        name: 'the removal of the old data',
        timeoutSeconds: planned.timeoutSeconds
      })
    } catch (error) {
      throw about(name, error)
    }
    run.log.info(`${name}: the old data was removed to make room`)
  }
  return stageAll(context, components.filter(goesFirst))
}
