import { z } from 'zod'
import { asError, UserError } from '../errors.js'
import { abandonSet } from '../modes/abandon.js'
import { endRun } from '../modes/end-run.js'
import { remedyOfStuck } from '../modes/failed-restore.js'
import { endHangingPart } from '../modes/hanging-part.js'
import { type LastingHost, lastingHost } from '../modes/lasting-host.js'
import { free } from '../modes/lock.js'
import { collectProblems } from '../modes/problems.js'
import { tellLeft } from '../modes/tell-left.js'
import { readInputs } from './inputs.js'
import { actionLog } from './log.js'
import { type Prepared, prepare } from './prepare.js'
import { tellEndedRestore } from './tell-ended.js'

/** What `main` noted while it worked, as saved states of the step; empty where nothing was left open. */
export interface Noted {
  readonly writing: string
  readonly lock: string
}

/** Does what a `main` that was killed could not: removes its half set, starts what it had stopped, and frees its lock. */
export async function cleanUpBehind({ writing, lock }: Noted): Promise<void> {
  if (writing !== '' && lock !== '') {
    const prepared = await prepare(readInputs())
    await collectProblems('not all that the run left could be cleaned up', [
      removeHalfSet(prepared, writing),
      reachHost().then((host) => leave(host, lock))
    ])
  } else if (writing !== '') {
    await removeHalfSet(await prepare(readInputs()), writing)
  } else if (lock !== '') {
    // The host does all this by itself soon, so that it cannot be reached is no reason to make a job red.
    const reached = await reachHost().catch((error: unknown) =>
      actionLog.notice(
        `The host could not be reached. It frees the lock, and starts what was stopped, by itself: ${asError(error).message}`
      )
    )
    if (reached !== undefined) await leave(reached, lock)
  }
}

async function reachHost(): Promise<LastingHost> {
  const { connectHost } = await prepare(readInputs())
  return lastingHost(await connectHost(), connectHost)
}

async function removeHalfSet({ openStore }: Prepared, writing: string): Promise<void> {
  const { stack, id } = z.object({ stack: z.string(), id: z.string() }).parse(JSON.parse(writing))
  const store = await openStore({ cleaning: true })
  try {
    if (await abandonSet(store, stack, id))
      actionLog.notice(`Removed the half set ${id} of the run that was cut short.`)
  } finally {
    await store.close()
  }
}

async function leave(host: LastingHost, lock: string): Promise<void> {
  const lease = z.object({ stack: z.string(), token: z.string() }).parse(JSON.parse(lock))
  try {
    const ended = await endRun(host, lease)
    const { started, restore, left, failure, hanging, incomplete } = ended
    if (restore === 'late') {
      actionLog.notice('The lock had run out: the host or another run sets right what was left.')
      return
    }
    const told = tellEndedRestore(ended)
    if (told !== undefined) actionLog.notice(told)
    for (const sentence of incomplete) actionLog.warn(sentence)
    if (started.length > 0)
      actionLog.notice(`Started again what the run that was cut short had stopped: ${started.join(', ')}`)
    for (const what of left) actionLog.warn(tellLeft(lease.stack, what))
    if (failure !== undefined)
      throw new UserError(`not all that the run left on the host could be set right: ${failure}`, {
        remedy:
          hanging !== undefined
            ? endHangingPart(hanging)
            : restore === 'stuck'
              ? remedyOfStuck(ended)
              : 'The host goes on trying, and so does the next run. `docker ps -a` on the host shows what does not run.'
      })
  } finally {
    await free(host, lease, { log: actionLog, noteLock: () => undefined })
    await host.close()
  }
}
