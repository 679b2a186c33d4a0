import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Conditions, carry, type Direction } from './direction.ts'

export type ProxyOptions = Partial<Conditions> & {
  /** The port of 127.0.0.1 behind the proxy. */
  readonly target: number
  /** Resets every connection once this many bytes went up (to the target), counted over all connections. */
  readonly cutAfterBytesUp?: number
  /** The same for bytes that came down (from the target). */
  readonly cutAfterBytesDown?: number
  /** What new connections meet after such a cut; `accept` if it is not said. */
  readonly afterCut?: 'accept' | 'refuse'
}

export type Proxy = {
  readonly port: number
  readonly bytesUp: number
  readonly bytesDown: number
  /** How many connections were ever made. */
  readonly connections: number
  /** Resets every connection; new ones are welcome. */
  cut(): void
  /** Lets no byte pass and tells nobody, like a network that went away; new connections wait as well. */
  pause(): void
  resume(): void
  /** Resets every connection and refuses new ones, like a server that is down. */
  refuse(): Promise<void>
  accept(): Promise<void>
  close(): Promise<void>
}

/** Starts a TCP proxy on a free port of 127.0.0.1 that can be slow, far away, cut, silent or gone. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { target, cutAfterBytesUp = Infinity, cutAfterBytesDown = Infinity, afterCut = 'accept' } = options
  const conditions: Conditions = {
    latencyMilliseconds: options.latencyMilliseconds ?? 0,
    bytesPerSecond: options.bytesPerSecond ?? Infinity
  }
  const sockets = new Set<Socket>()
  const directions = new Set<Direction>()
  let [up, down, connections] = [0, 0, 0]
  let [paused, spent] = [false, false]

  const cut = () => {
    for (const socket of sockets) reset(socket)
  }
  const cutWhenDue = () => {
    if (spent || (up < cutAfterBytesUp && down < cutAfterBytesDown)) return
    spent = true
    cut()
    if (afterCut === 'refuse') server.close()
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1
    const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true })
    const pair = [client, upstream]
    const ways = [
      carry({ from: client, to: upstream, conditions, passed: (bytes) => countUp(bytes) }),
      carry({ from: upstream, to: client, conditions, passed: (bytes) => countDown(bytes) })
    ]
    for (const way of ways) {
      directions.add(way)
      if (paused) way.hold()
    }
    for (const socket of pair) {
      sockets.add(socket)
      // What breaks one side breaks the other in the same way.
      socket.on('error', () => pair.forEach(reset))
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.on('close', () => ways.forEach((way) => void directions.delete(way)))
  })
  const countUp = (bytes: number) => {
    up += bytes
    cutWhenDue()
  }
  const countDown = (bytes: number) => {
    down += bytes
    cutWhenDue()
  }

  const port = await listen(server, 0)
  const refuse = async () => {
    const closed = server.listening ? once(server, 'close') : undefined
    if (server.listening) server.close()
    cut()
    await closed
  }
  return {
    port,
    get bytesUp() {
      return up
    },
    get bytesDown() {
      return down
    },
    get connections() {
      return connections
    },
    cut,
    pause: () => {
      paused = true
      for (const way of directions) way.hold()
    },
    resume: () => {
      paused = false
      for (const way of directions) way.release()
    },
    refuse,
    accept: async () => {
      if (!server.listening) await listen(server, port)
    },
    close: refuse
  }
}

// Node cannot reset what it has ended: such a socket would never be closed, and the process spin for ever when it exits.
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return address.port
}
