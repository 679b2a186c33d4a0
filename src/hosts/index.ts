import type { HostTarget } from '../config/plan.js'
import type { Host } from './host.js'
import { localHost } from './local.js'
import type { SshAccess, UncheckedAccess } from './ssh.js'

/** What a host needs beside its target. */
export interface HostAccess extends SshAccess {
  /** Environment of the runner, from which scripts of `host: local` get what they need and nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Reads the keys and pins that a connection will need. Throws all that is wrong with them, before anything is connected to. */
export async function checkHostAccess(target: HostTarget, access: UncheckedAccess): Promise<void> {
  if (target.kind === 'local') return
  const { checkSshAccess } = await import('./ssh.js')
  checkSshAccess(target, access)
}

/** Connects to a host of any kind. */
export async function connectHost(target: HostTarget, access: HostAccess): Promise<Host> {
  if (target.kind === 'local') return localHost(access.environment)
  const { connectSsh } = await import('./ssh.js')
  return connectSsh({ target, ...access })
}
