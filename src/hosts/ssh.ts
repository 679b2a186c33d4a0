import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { allFine, check } from '../config/checked.js'
import type { SshTarget } from '../config/plan.js'
import { asError, UserError, UserErrors } from '../errors.js'
import type { Log } from '../log.js'
import type { Host } from './host.js'
import { HostUnpinned, pinOf } from './host-key.js'
import { knownKeys } from './known-hosts.js'
import { hostOver } from './script-host.js'
import { sshChannels } from './ssh-channels.js'
import { type Dialling, dial, labelOf, type SshConnection, type SshServer } from './ssh-connection.js'
import { readIdentity, type SshIdentity } from './ssh-identity.js'
import { connectingProblem, isPassing } from './ssh-problem.js'

/** What a connection is made of beside its target. */
export interface SshAccess {
  readonly identity: SshIdentity
  /** The text of a known_hosts file. */
  readonly knownHosts: string
  readonly log?: Log
}

/** What is checked of an access before anything is connected to. */
export interface UncheckedAccess extends Pick<SshAccess, 'knownHosts'> {
  /** Absent where it is known already that there is none. */
  readonly identity?: SshIdentity | undefined
  /** Whether all else is fine, so that there will be a connection, which shows the key of a host that is not pinned. */
  readonly connects: boolean
}

/** Reads identity and pins, and throws all that is wrong with them. */
export function checkSshAccess(target: SshTarget, access: UncheckedAccess): void {
  const { jump } = target
  const { identity, knownHosts, connects } = access
  const read = {
    identity: check(() => (identity === undefined ? undefined : readIdentity(identity))),
    knownHosts: check(() => knownKeys(knownHosts, target)),
    fingerprint: check(() => pinOf(target, '')),
    jumpFingerprint: check(() => (jump === undefined ? undefined : pinOf(jump, '')))
  }
  const isReadable = Object.values(read).every(({ kind }) => kind === 'fine')
  const pinned = check(() => {
    if (read.knownHosts.kind === 'fine' && !(connects && isReadable)) requirePins(target, knownHosts)
  })
  allFine('the host cannot be logged in to', { ...read, pinned })
}

/** Connects to a host over SSH, through its jump host where it has one. Rejects with a UserError that says what to do. */
export async function connectSsh({
  target,
  ...access
}: SshAccess & { readonly target: SshTarget }): Promise<Host> {
  const login = readIdentity(access.identity)
  const { jump } = target
  const pin = pinOf(target, access.knownHosts)
  if (jump === undefined) {
    const connection = await dialWithPatience({ server: target, pin, login }, access.log)
    return hostOver(sshChannels(connection, async () => undefined))
  }
  const jumpPin = pinOf(jump, access.knownHosts)
  const between = await dialWithPatience({ server: jump, pin: jumpPin, login }, access.log).catch((error) => {
    throw isPinned(target, access.knownHosts) ? error : withPinToCome(error, target)
  })
  try {
    const reach = () => forward(between, target)
    const connection = await dialWithPatience({ server: target, pin, login, reach }, access.log)
    return hostOver(sshChannels(connection, () => between.end()))
  } catch (error) {
    await between.end()
    throw error
  }
}

const isPinned = (server: SshServer, knownHosts: string): boolean =>
  server.fingerprint !== undefined || knownKeys(knownHosts, server).trusted.length > 0

// Where no connection will show the keys.
function requirePins({ jump, ...target }: SshTarget, knownHosts: string): void {
  const missing = [...(jump === undefined ? [] : [jump]), target].filter(
    (server) => !isPinned(server, knownHosts)
  )
  if (missing.length === 0) return
  throw new UserErrors(
    'host keys are not pinned',
    missing.map((server) => {
      const { address, port } = server
      const scan = `ssh-keyscan${port === 22 ? '' : ` -p ${port}`} ${address}`
      const where = jump === undefined || server === jump ? '' : ', on the jump host,'
      return new UserError(`the host key of ${labelOf(server)} is not pinned`, {
        remedy: `Add to known-hosts what \`${scan}\`${where} prints, after its fingerprint was compared with the one on the host itself.`
      })
    })
  )
}

// Nobody can look behind a jump host that is not trusted yet.
const withPinToCome = (error: unknown, target: SshTarget): unknown =>
  error instanceof HostUnpinned
    ? new HostUnpinned(error.message, {
        remedy: `${error.remedy}\n${labelOf(target)} behind it is not pinned either. Its key can be seen only through the jump host: once that is trusted, the next run prints the line.`,
        cause: error
      })
    : error

// Seconds before each further attempt, where one may help: servers drop logins when many come at once.
const PAUSES = [2, 5]

async function dialWithPatience(dialling: Dialling, log: Log | undefined): Promise<SshConnection> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await dial(dialling)
    } catch (error) {
      const seconds = PAUSES[attempt]
      if (seconds === undefined || !isPassing(asError(error))) {
        throw await connectingProblem(labelOf(dialling.server), error, dialling.login)
      }
      log?.info(`${labelOf(dialling.server)}: ${asError(error).message}; next attempt in ${seconds} s`)
      await pause(seconds * 1000)
    }
  }
}

function forward({ client, label }: SshConnection, { address, port }: SshTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      if (error)
        reject(new Error(`the jump host ${label} cannot reach it: ${error.message}`, { cause: error }))
      else resolve(channel)
    })
  })
}
