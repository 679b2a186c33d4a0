import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { SshTarget } from '../config/plan.js'
import { asError } from '../errors.js'
import type { Log } from '../log.js'
import type { Host } from './host.js'
import { pinOf } from './host-key.js'
import { hostOver } from './script-host.js'
import { sshChannels } from './ssh-channels.js'
import { type Dialling, dial, labelOf, type SshConnection } from './ssh-connection.js'
import { readIdentity, type SshIdentity } from './ssh-identity.js'
import { connectingProblem, isPassing } from './ssh-problem.js'

/** What a connection is made of beside its target. */
export interface SshAccess {
  readonly identity: SshIdentity
  /** The text of a known_hosts file. */
  readonly knownHosts: string
  readonly log?: Log
}

/** Reads identity and pins, and throws a UserError where one cannot be read. */
export function checkSshAccess(target: SshTarget, { identity, knownHosts }: SshAccess): void {
  readIdentity(identity)
  for (const server of [target, target.jump]) if (server !== undefined) pinOf(server, knownHosts)
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
  const between = await dialWithPatience({ server: jump, pin: jumpPin, login }, access.log)
  try {
    const reach = () => forward(between, target)
    const connection = await dialWithPatience({ server: target, pin, login, reach }, access.log)
    return hostOver(sshChannels(connection, () => between.end()))
  } catch (error) {
    await between.end()
    throw error
  }
}

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
