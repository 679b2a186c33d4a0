import { writingKey } from '../backup-set/keys.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'
import { writeJson } from '../stores/json.js'
import type { PutOptions, Store } from '../stores/store.js'

/** The sign that a set is being written, which others see in the store. */
export interface WritingSign {
  /** Ends its renewals, the one on its way included: it would put the sign back after its removal. */
  end(): Promise<void>
}

/** Puts the sign up, and renews it until it is ended. */
export async function showWriting(options: {
  readonly store: Store
  readonly stack: string
  readonly id: string
  readonly owner: Readonly<Record<string, string>>
  readonly log: Log
}): Promise<WritingSign> {
  const { store, stack, id, owner, log } = options
  const put = async (putOptions: PutOptions) => {
    const value = { ...owner, at: new Date().toISOString() }
    await writeJson(store, { key: writingKey(stack, id), value, ...putOptions })
  }
  await put({})
  let renewal = Promise.resolve()
  // A renewal that fails is no reason to end a capture: others wait a day before they take the writer for dead.
  const renew = () => {
    renewal = renewal
      .then(() => put({ rewritten: true }))
      .catch((error) => log.warn(`writing.json could not be renewed: ${asError(error).message}`))
  }
  const timer = setInterval(renew, RENEWAL_MS)
  timer.unref()
  return {
    end: async () => {
      clearInterval(timer)
      await renewal
    }
  }
}

const RENEWAL_MS = 10 * 60 * 1000
