import type { Plan } from '../config/plan.js'
import type { UndoPreview } from '../report/preview-undo.js'
import { cancellableHost } from './cancellable-host.js'
import { findUndoable } from './kept-restore.js'
import { besideOtherRuns, findOtherRuns } from './other-runs.js'
import type { Run } from './run.js'

/** Tells what taking back the last restore would do. Takes no lock, and writes nothing. */
export async function previewUndo(plan: Plan, run: Run): Promise<UndoPreview> {
  const host = cancellableHost(await run.connectHost(), run.signal)
  try {
    const otherRuns = await findOtherRuns(host, plan.stack, run.signal)
    const { undoneByHost, restore } = await findUndoable(host, plan.stack).catch((error: unknown) => {
      throw besideOtherRuns(error, otherRuns)
    })
    return {
      ...{ stack: plan.stack, host: host.label, otherRuns, undoneByHost },
      restore: restore && {
        until: restore.until?.toISOString(),
        backup: restore.restored?.id,
        components: restore.restored?.components ?? [],
        stops: restore.stops.map(({ name }) => name)
      }
    }
  } finally {
    await host.close()
  }
}
