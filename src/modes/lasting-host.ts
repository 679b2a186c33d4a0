import type { Host } from '../hosts/host.js'
import { isLostConnection } from '../hosts/host-command-error.js'

/** A host that outlives its connection. */
export interface LastingHost extends Host {
  /** Whether the next script can go over a connection that is there. */
  connected(): boolean
}

/**
 * A host that is connected anew for the next script after its connection was lost: what puts old data back needs one. A script
 * that was running has failed and stays so; only its caller knows whether it may run again.
 */
export function lastingHost(first: Host, connect: () => Promise<Host>): LastingHost {
  const connected = [first]
  let host = Promise.resolve(first)
  let lost = false

  const living = (): Promise<Host> => {
    if (!lost) return host
    lost = false
    host = connect().then(
      (next) => {
        connected.push(next)
        return next
      },
      (error) => {
        lost = true
        throw error
      }
    )
    return host
  }
  const noticing = async <Result>(work: (host: Host) => Promise<Result>): Promise<Result> => {
    const present = await living()
    try {
      return await work(present)
    } catch (error) {
      const isPresent = present === connected.at(-1)
      if (isPresent && isLostConnection(error)) lost = true
      throw error
    }
  }
  return {
    label: first.label,
    connected: () => !lost,
    run: (script, options) => noticing((present) => present.run(script, options)),
    // A backup whose stream was cut is over, so a stream waits for no new connection.
    read: (script, options) => (connected.at(-1) ?? first).read(script, options),
    write: (script, source, options) => noticing((present) => present.write(script, source, options)),
    close: async () => void (await Promise.all(connected.map((each) => each.close())))
  }
}
