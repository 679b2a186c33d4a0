import { UserError } from '../errors.js'
import { Secret } from '../secret.js'
import type { Checked } from './checked.js'
import type { HostTarget, SshTarget } from './plan.js'
import type { SecretsWithheld } from './run-origin.js'
import type { Environment } from './variables.js'

/** What the run proves its rights with. The database's own credentials are none of it: they are in the containers. */
export interface Credentials {
  readonly identity: {
    readonly privateKey?: Secret
    readonly passphrase?: Secret
    /** The path of the SSH agent's socket. */
    readonly agentSocket?: string
  }
  /** The text of a known_hosts file; may be empty. */
  readonly knownHosts: string
  /** Without them the AWS credential chain applies. */
  readonly s3?: {
    readonly accessKeyId: string
    readonly secretAccessKey: Secret
    readonly sessionToken?: Secret
  }
}

/** The inputs that credentials are made of. */
export interface CredentialInputs {
  readonly sshKey: Secret | undefined
  readonly sshPassphrase: Secret | undefined
  readonly knownHosts: string
  readonly s3AccessKeyId: string
  readonly s3SecretAccessKey: Secret | undefined
  readonly s3SessionToken: Secret | undefined
}

/** What decides which credentials a run needs. */
export interface CredentialNeeds {
  /** Where to connect to; `undefined` where the configuration could not be read, which leaves the question open. */
  readonly host: HostTarget | undefined
  readonly environment: Environment
  readonly withheld: SecretsWithheld
}

/** Reads the credentials, or says everything that is wrong with them. */
export function readCredentials(inputs: CredentialInputs, needs: CredentialNeeds): Checked<Credentials> {
  const agentSocket = needs.environment['SSH_AUTH_SOCK'] || undefined
  const s3 = s3Credentials(inputs, needs)
  const problems = [...sshProblems(inputs, needs), ...s3.problems]
  if (problems.length > 0) return { kind: 'wrong', problems }
  const { sshKey, sshPassphrase, knownHosts } = inputs
  return {
    kind: 'fine',
    value: {
      identity: {
        ...(sshKey === undefined ? {} : { privateKey: sshKey }),
        ...(sshPassphrase === undefined ? {} : { passphrase: sshPassphrase }),
        ...(agentSocket === undefined ? {} : { agentSocket })
      },
      knownHosts,
      ...(s3.credentials === undefined ? {} : { s3: s3.credentials })
    }
  }
}

/** A pin that is missing is told only together with a missing key: with a key the connection says which line to paste. */
function sshProblems(
  { sshKey, sshPassphrase, knownHosts }: CredentialInputs,
  { host, environment, withheld }: CredentialNeeds
): readonly UserError[] {
  const problem = (what: string, remedy: string) =>
    new UserError(what, { remedy: withheldRemedy(withheld) ?? remedy })
  if (host?.kind === 'local' || sshKey !== undefined) return []
  if (sshPassphrase !== undefined) {
    return [problem('the input ssh-passphrase is set, but ssh-key is empty', KEY_REMEDY)]
  }
  if (host === undefined || environment['SSH_AUTH_SOCK']) return []
  const key = problem(
    `the input ssh-key is empty and no SSH agent runs: nothing can log in to ${host.address}`,
    KEY_REMEDY
  )
  return isPinned(host, knownHosts)
    ? [key]
    : [key, problem('the input known-hosts is empty', pinRemedy(host))]
}

const KEY_REMEDY = `Set \`ssh-key: \${{ secrets.SSH_KEY }}\` to the private key whose public key stands in authorized_keys on the host. A secret that does not exist, or belongs to another environment, is empty.`

const isPinned = ({ fingerprint, jump }: SshTarget, knownHosts: string): boolean =>
  knownHosts.trim() !== '' ||
  (fingerprint !== undefined && (jump === undefined || jump.fingerprint !== undefined))

const pinRemedy = ({ address, port }: SshTarget): string =>
  `Set it to what \`ssh-keyscan${port === 22 ? '' : ` -p ${port}`} ${address}\` prints, after the fingerprint was compared with that on the host.`

function withheldRemedy(withheld: SecretsWithheld): string | undefined {
  switch (withheld?.kind) {
    case 'fork':
      return `This run belongs to a pull request from the fork ${withheld.repository}, and GitHub gives forks no secrets. Skip the step there: if: github.event.pull_request.head.repo.full_name == github.repository`
    case 'dependabot':
      return "Dependabot started this run, and it gets no secrets of Actions. Skip the step (if: github.actor != 'dependabot[bot]'), or add the secrets under Settings → Secrets and variables → Dependabot."
    default:
      return undefined
  }
}

interface S3Result {
  readonly credentials?: NonNullable<Credentials['s3']>
  readonly problems: readonly UserError[]
}

function s3Credentials(
  { s3AccessKeyId, s3SecretAccessKey, s3SessionToken }: CredentialInputs,
  { withheld }: CredentialNeeds
): S3Result {
  const accessKeyId = s3AccessKeyId.trim()
  const secretAccessKey = trimmed(s3SecretAccessKey)
  const sessionToken = trimmed(s3SessionToken)
  const wrong = (what: string, remedy: string): S3Result => ({
    problems: [new UserError(what, { remedy: withheldRemedy(withheld) ?? remedy })]
  })
  if (accessKeyId === '' && secretAccessKey === undefined) {
    return sessionToken === undefined
      ? { problems: [] }
      : wrong(
          'the input s3-session-token is set without s3-access-key-id and s3-secret-access-key',
          BOTH_REMEDY
        )
  }
  if (accessKeyId === '')
    return wrong('the input s3-secret-access-key is set, but s3-access-key-id is empty', BOTH_REMEDY)
  if (secretAccessKey === undefined) {
    return wrong('the input s3-access-key-id is set, but s3-secret-access-key is empty', BOTH_REMEDY)
  }
  const spaced = Object.entries({
    's3-access-key-id': accessKeyId,
    's3-secret-access-key': secretAccessKey.reveal(),
    's3-session-token': sessionToken?.reveal() ?? ''
  }).filter(([, value]) => /\s/.test(value))
  return {
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    problems: spaced.map(
      ([name]) =>
        new UserError(`the input ${name} holds blanks or line breaks`, {
          remedy: 'Set the secret again, to the key alone.'
        })
    )
  }
}

const BOTH_REMEDY =
  'Set both, or neither: without them the AWS credential chain applies (e.g. aws-actions/configure-aws-credentials). A secret that does not exist is empty.'

function trimmed(secret: Secret | undefined): Secret | undefined {
  const text = secret?.reveal().trim() ?? ''
  return text === '' ? undefined : new Secret(text)
}
