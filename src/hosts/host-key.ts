import { createHash } from 'node:crypto'
import { UserError } from '../errors.js'
import { type KnownKeys, keyType, knownHostsLine, knownKeys } from './known-hosts.js'

/** What a host's key is checked against: a fingerprint, or the keys that known hosts hold. */
export type HostPin =
  | { readonly kind: 'fingerprint'; readonly fingerprint: string; readonly revoked: readonly Buffer[] }
  | { readonly kind: 'keys'; readonly known: KnownKeys }

/** A host whose key must be known before anything is told to it. */
export interface PinnedHost {
  readonly address: string
  readonly port: number
  readonly fingerprint?: string
}

/** A host whose key nothing was said about; the remedy holds the line that pins what it shows. */
export class HostUnpinned extends UserError {}

/** The pin of a host; a fingerprint goes before known hosts. Throws a UserError for a fingerprint or line that cannot be read. */
export function pinOf(host: PinnedHost, knownHosts: string): HostPin {
  const known = knownKeys(knownHosts, host)
  if (host.fingerprint === undefined) return { kind: 'keys', known }
  const fingerprint = host.fingerprint.trim().replace(/=+$/, '')
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) {
    throw new UserError(`the fingerprint ${JSON.stringify(host.fingerprint)} is not of the form SHA256:…`, {
      remedy: 'On the host, `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints it.'
    })
  }
  return { kind: 'fingerprint', fingerprint, revoked: known.revoked }
}

/** The fingerprint of a public key as `ssh-keygen -l` prints it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** Whether a pin trusts a key. */
export function trusts(pin: HostPin, key: Buffer): boolean {
  const among = (keys: readonly Buffer[]) => keys.some((each) => each.equals(key))
  return pin.kind === 'fingerprint'
    ? fingerprintOf(key) === pin.fingerprint && !among(pin.revoked)
    : among(pin.known.trusted) && !among(pin.known.revoked)
}

/** The signature algorithms to ask a server for, so that it shows a key of a pinned type; all where any type may fit. */
export function wantedAlgorithms(pin: HostPin, exceptTypes: readonly string[] = []): readonly Algorithm[] {
  const types = pin.kind === 'keys' ? pin.known.trusted.map(keyType) : []
  return ALGORITHMS.filter(
    ({ type }) => (types.length === 0 || types.includes(type)) && !exceptTypes.includes(type)
  ).map(({ algorithm }) => algorithm)
}

/** Why a host was not trusted, as an error that tells what to do. */
export function distrust(
  label: string,
  host: PinnedHost,
  { pin, seen }: { pin: HostPin; seen: readonly Buffer[] }
): UserError {
  const shown = seen.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ')
  const revoked = pin.kind === 'keys' ? pin.known.revoked : pin.revoked
  if (seen.some((key) => revoked.some((each) => each.equals(key)))) {
    return new UserError(`${label} shows a host key that is marked @revoked: ${shown}`, {
      remedy: 'Do not connect. Give the host new keys and pin those.'
    })
  }
  if (pin.kind === 'keys' && pin.known.trusted.length === 0) return unpinned(label, host, { pin, seen })
  const expected =
    pin.kind === 'fingerprint'
      ? pin.fingerprint
      : pin.known.trusted.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ')
  return new UserError(
    `THE HOST KEY OF ${label} IS NOT THE PINNED ONE. Pinned: ${expected}. Shown: ${shown}. Someone may be intercepting the connection, or the host was installed anew`,
    {
      remedy:
        'Compare the shown fingerprint with the one that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host itself. Only if they are equal, replace the pin.'
    }
  )
}

/** A server that has no key of a pinned type. */
export const noPinnedType = (
  label: string,
  { pinned, offered }: { pinned: readonly string[]; offered: readonly string[] }
): UserError =>
  new UserError(
    `${label} has no host key of a pinned type. Pinned: ${pinned.join(', ')}. The server has: ${offered.join(', ') || 'none that we know'}`,
    {
      remedy:
        'Pin a key of a type that the server has: `ssh-keyscan HOST` lists them; compare the fingerprints.'
    }
  )

function unpinned(
  label: string,
  host: PinnedHost,
  { pin, seen }: { pin: Extract<HostPin, { kind: 'keys' }>; seen: readonly Buffer[] }
): HostUnpinned {
  const lines = seen.map((key) => `  ${knownHostsLine(host, key)}`).join('\n')
  const fingerprints = seen.map((key) => `${keyType(key)} ${fingerprintOf(key)}`).join(', ')
  const authority =
    pin.known.authorities > 0
      ? ' (its @cert-authority line does not help: host certificates are not supported)'
      : ''
  return new HostUnpinned(`the host key of ${label} is not pinned${authority}. It shows ${fingerprints}`, {
    remedy: `Compare this fingerprint with the one that \`ssh-keygen -lf /etc/ssh/ssh_host_${fileName(seen[0])}_key.pub\` prints on the host itself. If they are equal, add this line to known-hosts:\n${lines}`
  })
}

const fileName = (key: Buffer | undefined): string => {
  const type = key === undefined ? '' : keyType(key)
  if (type.startsWith('ecdsa')) return 'ecdsa'
  return type === 'ssh-rsa' ? 'rsa' : 'ed25519'
}

export type Algorithm = (typeof ALGORITHMS)[number]['algorithm']

// In the order of preference. RSA keys sign with SHA-2 only.
const ALGORITHMS = [
  { type: 'ssh-ed25519', algorithm: 'ssh-ed25519' },
  { type: 'ecdsa-sha2-nistp256', algorithm: 'ecdsa-sha2-nistp256' },
  { type: 'ecdsa-sha2-nistp384', algorithm: 'ecdsa-sha2-nistp384' },
  { type: 'ecdsa-sha2-nistp521', algorithm: 'ecdsa-sha2-nistp521' },
  { type: 'ssh-rsa', algorithm: 'rsa-sha2-512' },
  { type: 'ssh-rsa', algorithm: 'rsa-sha2-256' }
] as const
