import type { Duplex } from 'node:stream'
import { NodeSSH } from 'node-ssh'
import type { Client, ServerHostKeyAlgorithm } from 'ssh2'
import type { SshTarget } from '../config/plan.js'
import { asError } from '../errors.js'
import { distrust, type HostPin, noPinnedType, trusts, wantedAlgorithms } from './host-key.js'
import { keyType } from './known-hosts.js'
import { keepCipherKeys } from './ssh-cipher-keys.js'
import type { Login } from './ssh-identity.js'
import { openSocket, watchSilence } from './ssh-socket.js'

/** A server to log in to. */
export type SshServer = Omit<SshTarget, 'kind' | 'jump'>

/** A connection that has logged in to a server whose key was checked. */
export interface SshConnection {
  readonly label: string
  readonly client: Client
  /** Resolves when the connection is gone, with the reason where one is known. */
  readonly lost: Promise<unknown>
  end(): Promise<void>
}

export interface Dialling {
  readonly server: SshServer
  readonly pin: HostPin
  readonly login: Login
  /** How to reach the server's port; a connection of our own by default. */
  readonly reach?: () => Promise<Duplex>
}

/** How messages name a server. */
export const labelOf = ({ user, address, port }: SshServer): string => {
  const name = address.includes(':') ? `[${address}]` : address
  return `${user}@${name}${port === 22 ? '' : `:${port}`}`
}

/** Connects, checks the host key and logs in. Rejects with a UserError about the host key, and with the library's error for anything else. */
export async function dial(dialling: Dialling): Promise<SshConnection> {
  const { server, pin } = dialling
  const label = labelOf(server)
  const seen: Buffer[] = []
  for (;;) {
    const algorithms = wantedAlgorithms(pin, pin.kind === 'fingerprint' ? seen.map(keyType) : [])
    const known = seen.length
    try {
      if (algorithms.length > 0) return await logIn(dialling, { label, algorithms, seen })
    } catch (error) {
      const refused = seen.length > known
      // A fingerprint does not tell its type: the server is asked for its other keys, too.
      if (refused && pin.kind === 'fingerprint') continue
      if (!refused && !isTypeMismatch(error)) throw error
      if (seen.length === 0) {
        throw noPinnedType(label, { pinned: algorithms, offered: await offeredTypes(dialling) })
      }
    }
    throw distrust(label, server, { pin, seen })
  }
}

const isTypeMismatch = (error: unknown): boolean =>
  asError(error).message.includes('no matching host key format')

async function logIn(
  { server, pin, login, reach = () => openSocket(server) }: Dialling,
  { label, algorithms, seen }: { label: string; algorithms: readonly string[]; seen: Buffer[] }
): Promise<SshConnection> {
  const socket = await reach()
  const ssh = new NodeSSH()
  const ready = ssh.connect({
    ...connectionOver(socket),
    username: server.user,
    authHandler: [...login.methods(server.user)],
    algorithms: { serverHostKey: [...algorithms] as ServerHostKeyAlgorithm[] },
    hostVerifier(key: Buffer) {
      const trusted = trusts(pin, key)
      if (!trusted) seen.push(Buffer.from(key))
      return trusted
    }
  })
  keepCipherKeys(connectionOf(ssh))
  // Listening before the login is over: an error that nobody listens to would end the process.
  const connection = watched(label, { client: connectionOf(ssh), socket })
  try {
    await ready
  } catch (error) {
    socket.destroy()
    throw error
  }
  return connection
}

function watched(label: string, { client, socket }: { client: Client; socket: Duplex }): SshConnection {
  let reason: unknown
  client.on('error', (error) => {
    reason ??= error
  })
  const lost = new Promise<unknown>((resolve) => client.on('close', () => resolve(reason)))
  client.once('ready', () => {
    const stop = watchSilence(socket, (seconds) => {
      reason ??= new Error(`nothing was heard from ${label} for ${seconds} s`)
      socket.destroy()
    })
    client.once('close', stop)
  })
  return {
    label,
    client,
    lost,
    async end() {
      client.end()
      const late = setTimeout(() => socket.destroy(), 3000)
      await lost
      clearTimeout(late)
    }
  }
}

/** The signature algorithms that a server has keys for, as it tells them before anything is proven. */
async function offeredTypes({
  server,
  reach = () => openSocket(server)
}: Dialling): Promise<readonly string[]> {
  const socket = await reach()
  let offered: readonly string[] = []
  const refused = new NodeSSH().connect({
    ...connectionOver(socket),
    username: server.user,
    hostVerifier: () => false,
    debug(message: string) {
      const [, types] = /\(remote\) Host key format: (.*)$/.exec(message) ?? []
      if (types !== undefined) offered = types.split(',')
    }
  })
  // It is refused on purpose; what counts is what was heard before.
  await refused.catch(() => undefined)
  socket.destroy()
  return offered
}

const connectionOver = (sock: Duplex) => ({
  sock,
  readyTimeout: 20_000,
  // Keeps firewalls awake and makes a living server speak; `watchSilence` judges.
  keepaliveInterval: 15_000,
  keepaliveCountMax: 1_000_000
})

function connectionOf({ connection }: NodeSSH): Client {
  if (connection === null) throw new Error('there is no connection to listen to')
  return connection
}
