import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What happens to a connection once so many bytes have gone up or come down: it is reset, or it falls silent, or it is reset as soon
 * as an answer comes.
 */
export interface Fate {
  readonly end: 'reset' | 'silence' | 'no answer'
  readonly after: number
  readonly direction: 'up' | 'down'
}

export interface FaultyLine {
  readonly port: number
  /** How many connections came. */
  connections(): number
  close(): Promise<void>
}

/** Passes connections on to a port of 127.0.0.1, each with a fate of its own (counted from 0). */
export async function faultyLine(
  port: number,
  fate: (connection: number) => Fate | undefined
): Promise<FaultyLine> {
  const open = new Set<Socket>()
  let connections = 0
  const server = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    join([client, server], fate(connections), open)
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

/** An HTTP proxy that opens tunnels, as companies have them. Remembers where to and with which credentials. */
export async function tunnelProxy(answer = 200): Promise<
  FaultyLine & {
    readonly asked: readonly { readonly url: string; readonly authorization?: string | undefined }[]
  }
> {
  const asked: { url: string; authorization?: string | undefined }[] = []
  const open = new Set<Socket>()
  const server = createHttpServer()
  server.on('connect', (request, client: Socket) => {
    asked.push({ url: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    if (answer !== 200) return void client.end(`HTTP/1.1 ${answer} No\r\n\r\n`)
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host)
    target.once('connect', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'))
    join([client, target], undefined, open)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    port: (server.address() as AddressInfo).port,
    connections: () => asked.length,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

function join([client, server]: readonly [Socket, Socket], fate: Fate | undefined, open: Set<Socket>): void {
  const directions = [
    { name: 'up', from: client, to: server },
    { name: 'down', from: server, to: client }
  ] as const
  const passed = { up: 0, down: 0 }
  for (const { name, from, to } of directions) {
    open.add(from)
    from.on('data', (chunk: Buffer) => {
      passed[name] += chunk.length
      const due = fate !== undefined && passed[fate.direction] >= fate.after
      if (due && (fate.end === 'reset' || (fate.end === 'no answer' && name === 'down'))) {
        client.resetAndDestroy()
        server.resetAndDestroy()
        return
      }
      if (due && fate.end === 'silence') return
      if (!to.write(chunk)) from.pause()
    })
    to.on('drain', () => from.resume())
    from.on('end', () => to.end())
    // The other side is told by the end or the reset of its own connection.
    from.on('error', () => to.destroy())
    from.on('close', () => {
      open.delete(from)
      to.destroy()
    })
  }
}
