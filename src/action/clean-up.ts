import { z } from 'zod'
import { abandonSet } from '../modes/abandon.js'
import { readInputs } from './inputs.js'
import { actionLog } from './log.js'
import { prepare } from './prepare.js'

/** Removes the half set of a `main` that was killed before it could do so itself. */
export async function cleanUpBehind(writing: string): Promise<void> {
  if (writing === '') return
  const { stack, id } = z.object({ stack: z.string(), id: z.string() }).parse(JSON.parse(writing))
  const { openStore } = await prepare(readInputs())
  const store = await openStore()
  try {
    if (await abandonSet(store, stack, id))
      actionLog.notice(`Removed the half set ${id} of the run that was cut short.`)
  } finally {
    await store.close()
  }
}
