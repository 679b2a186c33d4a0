import { asError, UserError } from '../errors.js'
import type { Login } from './ssh-identity.js'

/** Turns what went wrong while connecting into words that tell what to do. */
export async function connectingProblem(label: string, thrown: unknown, login: Login): Promise<UserError> {
  const error = asError(thrown) as Error & { code?: string; level?: string }
  if (error instanceof UserError) return error
  const explained = (message: string, remedy: string) =>
    new UserError(`${label} ${message}`, { remedy, cause: error })
  if (error.level === 'agent') {
    return explained(
      `cannot be logged in to: the SSH agent does not answer (${error.message})`,
      'Check SSH_AUTH_SOCK, or set the input ssh-key.'
    )
  }
  if (error.level === 'client-authentication') {
    const { fingerprints, publicKeys } = await login.offered()
    return explained(
      `does not let this key in: ${fingerprints || 'the agent holds none'}`,
      `Is the user right? Add the public key to its ~/.ssh/authorized_keys on the host:\n${publicKeys.map((key) => `  ${key}`).join('\n')}`
    )
  }
  if (error.code === 'ECONNREFUSED') {
    return explained(
      'refuses the connection',
      'Compare address and port with the host’s sshd, and look at its firewall.'
    )
  }
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return explained('cannot be found: its name is unknown to DNS', 'Check the spelling of `host`.')
  }
  if (isSilence(error)) {
    return explained(
      `does not answer (${error.message})`,
      'Does a firewall let this runner in? Runners of GitHub change their addresses: open the port, go through a jump host, or use a self-hosted runner.'
    )
  }
  if (/no matching (key exchange|.*cipher|.*MAC|.*compression)/.test(error.message)) {
    return explained(
      `speaks no common language: ${error.message}`,
      'Allow curve25519-sha256 and aes128-gcm@openssh.com in its sshd_config (KexAlgorithms, Ciphers).'
    )
  }
  if (isDropped(error)) {
    return explained(
      `closed the connection before the login (${error.message})`,
      'Is it an SSH server? It may also ban this address for a while (fail2ban), or be overrun (MaxStartups).'
    )
  }
  return explained(
    `cannot be reached: ${error.message}`,
    'Try the same with `ssh -v` from the runner’s network.'
  )
}

/** Whether the next attempt may well succeed where this one failed. (Silence was waited for long enough.) */
export const isPassing = (error: Error & { code?: string }): boolean =>
  error.code === 'EAI_AGAIN' || isDropped(error)

const isSilence = ({ code, level }: { code?: string; level?: string }): boolean =>
  level === 'client-timeout' || ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? '')

const isDropped = ({ code, message }: { code?: string; message: string }): boolean =>
  ['ECONNRESET', 'EPIPE'].includes(code ?? '') || /before handshake|No response from server/.test(message)
