import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createSecureContext, getCACertificates } from 'node:tls'
import { UserError } from '../../errors.js'

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

// Only what concerns proxies: an agent keeps what it is given. An address without a scheme means http, as with curl.
function proxyVariables(environment: Environment): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) {
    const value = environment[name]?.trim() ?? ''
    if (value !== '') variables[name] = /^no_proxy$/i.test(name) ? value : proxyAddress(name, value)
  }
  return variables
}

function proxyAddress(name: string, value: string): string {
  const address = value.includes('://') ? value : `http://${value}`
  if (/^https?:/i.test(address) && URL.canParse(address)) return address
  // It may hold a password, so it is not shown.
  throw new UserError(`${name} does not hold the address of an HTTP proxy`, {
    remedy: `Set ${name} to something like http://proxy.example.com:3128, or name the store in NO_PROXY and unset it.`
  })
}
