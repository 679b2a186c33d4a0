import { UserError } from '../errors.js'
import type { Secret } from '../secret.js'
import type { Checked } from './checked.js'
import type { HostTarget } from './plan.js'
import { type SecretsWithheld, withheldRemedy } from './run-origin.js'
import type { Environment } from './variables.js'

/** What the run shows the host, and what it knows it by. The database's own credentials are none of it: they are in the containers. */
export interface SshCredentials {
  readonly identity: {
    readonly privateKey?: Secret
    readonly passphrase?: Secret
    /** The path of the SSH agent's socket. */
    readonly agentSocket?: string
  }
  /** The text of a known_hosts file; may be empty. */
  readonly knownHosts: string
}

/** The inputs that they are made of. */
export interface SshInputs {
  readonly sshKey: Secret | undefined
  readonly sshPassphrase: Secret | undefined
  readonly knownHosts: string
}

/** What decides whether a run needs them. */
export interface SshNeeds {
  /** Where to connect to; `undefined` where the configuration could not be read, which leaves the question open. */
  readonly host: HostTarget | undefined
  readonly environment: Environment
  readonly withheld: SecretsWithheld
}

/** Reads what a login needs, or says what is missing. Whether the host's key is pinned is not judged here. */
export function readSshCredentials(inputs: SshInputs, needs: SshNeeds): Checked<SshCredentials> {
  const { sshKey, sshPassphrase, knownHosts } = inputs
  const agentSocket = needs.environment['SSH_AUTH_SOCK'] || undefined
  const missing = missingKey(inputs, needs)
  if (missing !== undefined) {
    const remedy = withheldRemedy(needs.withheld) ?? KEY_REMEDY
    return { kind: 'wrong', problems: [new UserError(missing, { remedy })] }
  }
  return {
    kind: 'fine',
    value: {
      identity: {
        ...(sshKey === undefined ? {} : { privateKey: sshKey }),
        ...(sshPassphrase === undefined ? {} : { passphrase: sshPassphrase }),
        ...(agentSocket === undefined ? {} : { agentSocket })
      },
      knownHosts
    }
  }
}

function missingKey(
  { sshKey, sshPassphrase }: SshInputs,
  { host, environment }: SshNeeds
): string | undefined {
  if (host?.kind === 'local' || sshKey !== undefined) return undefined
  if (sshPassphrase !== undefined) return 'the input ssh-passphrase is set, but ssh-key is empty'
  if (host === undefined || environment['SSH_AUTH_SOCK']) return undefined
  return `the input ssh-key is empty and no SSH agent runs: nothing can log in to ${host.address}`
}

const KEY_REMEDY = `Set \`ssh-key: \${{ secrets.SSH_KEY }}\` to the private key whose public key stands in authorized_keys on the host. A secret that does not exist, or belongs to another environment, is empty.`
