import { createHmac } from 'node:crypto'
import { UserError } from '../errors.js'

/** What known hosts say about one host. */
export interface KnownKeys {
  readonly trusted: readonly Buffer[]
  readonly revoked: readonly Buffer[]
  /** Lines that trust a certificate authority for this host, which we cannot follow. */
  readonly authorities: number
}

/**
 * Finds a host's keys in the text of a known_hosts file: plain and hashed names, `[host]:port`, wildcards and negation. A name
 * without a port counts for any port when none stands with it, as for `ssh`. Throws a UserError that names a line it cannot read.
 */
export function knownKeys(text: string, { address, port }: { address: string; port: number }): KnownKeys {
  const lines = text.split(/\r\n|\r|\n/).flatMap((line, index) => parseLine(line.trim(), index + 1))
  const host = address.toLowerCase()
  const exact = keysOf(lines, port === 22 ? host : `[${host}]:${port}`)
  return port === 22 || exact.trusted.length + exact.authorities > 0
    ? exact
    : merged(keysOf(lines, host), exact)
}

/** The line of known_hosts that trusts a key. */
export const knownHostsLine = (host: { address: string; port: number }, key: Buffer): string =>
  `${host.port === 22 ? host.address : `[${host.address}]:${host.port}`} ${keyType(key)} ${key.toString('base64')}`

/** The type of a public key as SSH encodes it, e.g. `ssh-ed25519`. */
export const keyType = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1')

interface Line {
  readonly marker: 'revoked' | 'cert-authority' | undefined
  readonly names: string
  readonly key: Buffer
}

function parseLine(line: string, number: number): readonly Line[] {
  if (line === '' || line.startsWith('#')) return []
  const [, marker, rest] = /^(?:@(\S+)\s+)?(.*)$/.exec(line) ?? []
  const [names, type, encoded] = (rest ?? '').split(/\s+/)
  const key = Buffer.from(encoded ?? '', 'base64')
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') {
    throw unreadable(number, `begins with @${marker}`)
  }
  if (names === undefined || type === undefined || key.length < 8 || keyType(key) !== type) {
    throw unreadable(number, complaint(line))
  }
  return [{ marker, names, key }]
}

function complaint(line: string): string {
  if (/^(ssh-|ecdsa-)\S+ AAAA/.test(line)) return 'is a public key without the name of its host in front'
  if (/^(SHA256|MD5):/.test(line)) return 'is a fingerprint, not a key'
  if (line.startsWith('-----BEGIN')) return 'belongs to a private key, which has no place here'
  return 'is not of the form "host type key"'
}

const unreadable = (number: number, why: string): UserError =>
  new UserError(`known-hosts: line ${number} ${why}`, {
    remedy:
      'Give the lines of a known_hosts file, as `ssh-keyscan HOST` prints them, and compare their fingerprints with the host’s.'
  })

function keysOf(lines: readonly Line[], name: string): KnownKeys {
  const matching = lines.filter(({ names }) => matches(names, name))
  const keysWith = (marker: Line['marker']) =>
    matching.filter((line) => line.marker === marker).map(({ key }) => key)
  return {
    trusted: keysWith(undefined),
    revoked: keysWith('revoked'),
    authorities: keysWith('cert-authority').length
  }
}

const merged = (one: KnownKeys, other: KnownKeys): KnownKeys => ({
  trusted: [...one.trusted, ...other.trusted],
  revoked: [...one.revoked, ...other.revoked],
  authorities: one.authorities + other.authorities
})

function matches(names: string, name: string): boolean {
  if (names.startsWith('|1|')) {
    const [, , salt, hash] = names.split('|')
    return (
      createHmac('sha1', Buffer.from(salt ?? '', 'base64'))
        .update(name)
        .digest('base64') === hash
    )
  }
  const patterns = names.toLowerCase().split(',')
  const hits = (pattern: string) => wildcard(pattern).test(name)
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && hits(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && hits(pattern.slice(1)))
  )
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      .replaceAll('\\*', '.*')
      .replaceAll('\\?', '.')}$`
  )
