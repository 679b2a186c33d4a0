import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { UserError } from '../errors.js'
import type { Secret } from '../secret.js'
import { fingerprintOf } from './host-key.js'
import { readPrivateKey } from './private-key.js'

/** What a user proves to be itself with: a key, the keys of an agent, or both (the key goes first). */
export interface SshIdentity {
  readonly privateKey?: Secret
  readonly passphrase?: Secret
  /** The path of the agent's socket (SSH_AUTH_SOCK). */
  readonly agentSocket?: string
}

/** An identity that was read and can be offered to servers. */
export interface Login {
  methods(user: string): readonly AnyAuthMethod[]
  /** What was offered, for messages: fingerprints, and public keys as authorized_keys takes them. */
  offered(): Promise<{ readonly fingerprints: string; readonly publicKeys: readonly string[] }>
}

/** Reads the identity; throws a UserError where there is none or it cannot be used. */
export function readIdentity({ privateKey, passphrase, agentSocket }: SshIdentity): Login {
  if (privateKey === undefined && agentSocket === undefined) {
    throw new UserError('there is no SSH key', {
      remedy: 'Set the input ssh-key to a private key, or start an SSH agent before this step.'
    })
  }
  const key = privateKey === undefined ? undefined : readPrivateKey(privateKey, passphrase)
  return {
    methods: (username) => [
      ...(key === undefined ? [] : [{ type: 'publickey' as const, username, key }]),
      ...(agentSocket === undefined ? [] : [{ type: 'agent' as const, username, agent: agentSocket }])
    ],
    async offered() {
      const keys = [
        ...(key === undefined ? [] : [key]),
        ...(agentSocket === undefined ? [] : await agentKeys(agentSocket))
      ]
      const blobs = keys.map((each) => each.getPublicSSH())
      return {
        fingerprints: keys
          .map((each, index) => `${each.type} ${fingerprintOf(blobs[index] as Buffer)}`)
          .join(', '),
        publicKeys: keys.map((each, index) => `${each.type} ${(blobs[index] as Buffer).toString('base64')}`)
      }
    }
  }
}

function agentKeys(socket: string): Promise<readonly ParsedKey[]> {
  return new Promise((resolve, reject) => {
    ssh2.createAgent(socket).getIdentities((error, keys) => {
      if (error) reject(error)
      else resolve((keys ?? []) as readonly ParsedKey[])
    })
  })
}
