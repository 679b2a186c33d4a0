import type { HostTarget } from '../config/plan.js'
import type { Host } from './host.js'
import { localHost } from './local.js'
import type { SshAccess } from './ssh.js'

/** What a host needs beside its target. */
export interface HostAccess extends SshAccess {
  /** Environment of the runner, from which scripts of `host: local` get what they need and nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Connects to a host of any kind. */
export async function connectHost(target: HostTarget, access: HostAccess): Promise<Host> {
  if (target.kind === 'local') return localHost(access.environment)
  const { connectSsh } = await import('./ssh.js')
  return connectSsh({ target, ...access })
}
