import { z } from 'zod'
import { asError } from '../errors.js'
import { abandonSet } from '../modes/abandon.js'
import { lastingHost } from '../modes/lasting-host.js'
import { free } from '../modes/lock.js'
import { collectProblems } from '../modes/problems.js'
import { readInputs } from './inputs.js'
import { actionLog } from './log.js'
import { type Prepared, prepare } from './prepare.js'

/** What `main` noted while it worked, as saved states of the step; empty where nothing was left open. */
export interface Noted {
  readonly writing: string
  readonly lock: string
}

/** Removes the half set of a `main` that was killed before it could do so itself, and frees its lock. */
export async function cleanUpBehind({ writing, lock }: Noted): Promise<void> {
  if (writing !== '' && lock !== '') {
    const prepared = await prepare(readInputs())
    await collectProblems('not all that the run left could be cleaned up', [
      removeHalfSet(prepared, writing),
      freeLock(prepared, lock)
    ])
  } else if (writing !== '') {
    await removeHalfSet(await prepare(readInputs()), writing)
  } else if (lock !== '') {
    // The run itself left nothing, and the lock ends by itself: no reason to make a job red.
    await prepare(readInputs())
      .then((prepared) => freeLock(prepared, lock))
      .catch((error: unknown) =>
        actionLog.notice(`The lock was not freed; it ends by itself: ${asError(error).message}`)
      )
  }
}

async function removeHalfSet({ openStore }: Prepared, writing: string): Promise<void> {
  const { stack, id } = z.object({ stack: z.string(), id: z.string() }).parse(JSON.parse(writing))
  const store = await openStore()
  try {
    if (await abandonSet(store, stack, id))
      actionLog.notice(`Removed the half set ${id} of the run that was cut short.`)
  } finally {
    await store.close()
  }
}

async function freeLock({ connectHost }: Prepared, lock: string): Promise<void> {
  const claim = z.object({ stack: z.string(), token: z.string() }).parse(JSON.parse(lock))
  const host = lastingHost(await connectHost(), connectHost)
  try {
    await free(host, claim, { log: actionLog, noteLock: () => undefined })
  } finally {
    await host.close()
  }
}
