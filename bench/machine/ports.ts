import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { inState, makeInState } from '../state.ts'

/** The services that listen on 127.0.0.1, and the ports they take when these are free. */
const wanted = { host: 2222, hostBare: 2223, s3: 7443, rgw: 7480, rgwTls: 7481 } as const

export type Ports = Readonly<Record<keyof typeof wanted, number>>

/** The port of each service: chosen once, then kept in the state folder, so that known_hosts and URLs stay true. */
export async function choosePorts(): Promise<Ports> {
  const kept = await readKept()
  if (kept !== undefined) return kept
  const ports: Record<string, number> = {}
  for (const [service, port] of Object.entries(wanted)) ports[service] = await freePort(port)
  await makeInState()
  await writeFile(path, JSON.stringify(ports))
  return ports as Ports
}

/** A port of 127.0.0.1 that nobody listens on: the wanted one if it is free, else any. */
export function freePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(freePort(0))
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

const path = inState('ports.json')

async function readKept(): Promise<Ports | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Ports
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
