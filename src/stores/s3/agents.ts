import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createSecureContext, getCACertificates } from 'node:tls'

export type Environment = Readonly<Record<string, string | undefined>>

/** The connections to a store: kept alive, through a proxy where the environment names one, and trusting its own authority, too. */
export function agents(
  environment: Environment,
  ca: string | undefined
): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const shared = {
    keepAlive: true,
    maxSockets: 64,
    scheduling: 'lifo',
    proxyEnv: proxyVariables(environment)
  } as const
  // Naming an authority replaces all others, so the usual ones are named again; a context of our own reads them once.
  const trust =
    ca === undefined
      ? {}
      : { secureContext: createSecureContext({ ca: [...getCACertificates('default'), ca] }) }
  return { httpAgent: new HttpAgent(shared), httpsAgent: new HttpsAgent({ ...shared, ...trust }) }
}

// Only what concerns proxies: an agent keeps what it is given.
function proxyVariables(environment: Environment): Record<string, string> {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    })
  )
}
