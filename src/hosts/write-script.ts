import { setImmediate as turn } from 'node:timers/promises'
import { asError } from '../errors.js'
import type { Script } from '../host-script/script.js'
import type { Connection } from './channel.js'
import type { Output, RunOptions } from './host.js'
import { startCollecting } from './run-script.js'
import type { Session } from './session.js'

/** Feeds a script from `source`; resolves when both came to a good end. */
export async function writeScript(
  connection: Connection,
  script: Script,
  source: AsyncIterable<Buffer>,
  options: RunOptions = {}
): Promise<Output> {
  const { session, output } = await startCollecting(connection, script, { ...options, readsInput: true })
  try {
    await feed(session, source)
  } catch (error) {
    session.fail(asError(error))
    throw error
  }
  return output()
}

/**
 * Writes the source to the script and closes its input; rejects with the source's error, or with the script's as soon as that
 * is known. A script that is content before its input ends (tar leaves its padding) does not end the source: whoever checks the
 * bytes at their end must see them all.
 */
async function feed(session: Session, source: AsyncIterable<Buffer>): Promise<void> {
  const iterator = source[Symbol.asyncIterator]()
  const { during, drained } = interruptible(session)
  try {
    for (;;) {
      const { done, value } = await during(iterator.next())
      if (done === true) break
      if (!session.stdin.writable) await turn()
      else if (!session.stdin.write(value)) await drained()
    }
  } catch (error) {
    // A source that waits for something would keep us waiting, too.
    iterator.return?.().catch(() => undefined)
    throw error
  }
  session.stdin.end()
}

/** Waits that the end of the session cuts short. (A race in a loop would leave a listener at the session for every chunk.) */
function interruptible({ stdin, succeeded }: Session) {
  let failure: { readonly error: unknown } | undefined
  let interrupt: (error: unknown) => void = () => undefined
  let release: () => void = () => undefined
  succeeded.then(
    () => release(),
    (error) => {
      failure = { error }
      interrupt(error)
    }
  )
  stdin.on('drain', () => release())
  stdin.on('close', () => release())
  const during = <Value>(work: Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      interrupt = reject
      if (failure !== undefined) reject(failure.error)
      work.then(resolve, reject)
    })
  const drained = () =>
    during(
      new Promise<void>((resolve) => {
        release = resolve
      })
    )
  return { during, drained }
}
