import { setTimeout as pause } from 'node:timers/promises'
import type { ClientChannel } from 'ssh2'
import type { Channel, Connection, Ending } from './channel.js'
import { slots } from './slots.js'
import type { SshConnection } from './ssh-connection.js'

/** Opens channels on a connection, as many at once as servers allow by default; more of them wait. */
export function sshChannels(connection: SshConnection, ended: () => Promise<void>): Connection {
  const free = slots(MOST_CHANNELS)
  const running = new Set<Channel>()
  let everOpened = false
  let closing = false

  async function open(command: string): Promise<Channel> {
    for (let refusals = 0; ; refusals += 1) {
      const release = await free.take()
      try {
        const channel = asChannel(connection, await execute(connection, command))
        everOpened = true
        running.add(channel)
        void channel.closed.then(() => {
          running.delete(channel)
          release()
        })
        return channel
      } catch (error) {
        const others = free.taken() - 1
        // The server allows fewer than usual: this one waits for another to end.
        if (isRefusal(error) && others > 0) free.allow(others)
        release()
        if (!isRefusal(error)) throw error
        if (others > 0) continue
        if (!everOpened || refusals >= MOST_REFUSALS) throw error
        // The server counts a session until its processes are gone, which is later than its end is known here.
        await pause(REFUSAL_PAUSE_MS)
      }
    }
  }

  return {
    label: connection.label,
    open,
    async close() {
      if (closing) return
      closing = true
      free.refuse(new Error(`the connection to ${connection.label} is closed`))
      for (const channel of running) channel.close()
      await connection.end()
      await ended()
    }
  }
}

// Servers allow ten (MaxSessions) and something may have a session of its own.
const MOST_CHANNELS = 8

// Ten seconds for a server to notice that sessions have ended.
const MOST_REFUSALS = 50
const REFUSAL_PAUSE_MS = 200

function execute({ client }: SshConnection, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error)
      else resolve(channel)
    })
  })
}

const isRefusal = (error: unknown): boolean => /open failure/i.test(String(error))

function asChannel({ lost }: SshConnection, channel: ClientChannel): Channel {
  let exit: Ending | undefined
  channel.on('exit', (status: number | null, signal?: string) => {
    exit = status === null ? { kind: 'signalled', signal: signal ?? 'a signal' } : { kind: 'exited', status }
  })
  const closed = Promise.all([
    new Promise((resolve) => channel.once('close', resolve)),
    new Promise((resolve) => channel.stderr.once('close', resolve))
  ]).then(async () => exit ?? { kind: 'lost' as const, cause: await soon(lost) })
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    closed,
    close() {
      // What runs is told to end before its input ends, so that it cannot take the end for a whole input.
      if (channel.writable) channel.signal('TERM')
      channel.close()
    }
  }
}

// A channel dies a moment before its connection does, if that is what killed it.
const soon = (lost: Promise<unknown>): Promise<unknown> =>
  Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 1000))])
