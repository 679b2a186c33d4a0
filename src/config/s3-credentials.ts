import { UserError } from '../errors.js'
import { Secret } from '../secret.js'
import type { Checked } from './checked.js'
import type { StoreTarget } from './plan.js'
import { type SecretsWithheld, withheldRemedy } from './run-origin.js'
import type { Environment } from './variables.js'

/** What the run shows the store. */
export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
}

/** The inputs that they are made of. */
export interface S3KeyInputs {
  readonly s3AccessKeyId: string
  readonly s3SecretAccessKey: Secret | undefined
  readonly s3SessionToken: Secret | undefined
}

/** What decides whether a run needs them. */
export interface S3KeyNeeds {
  /** Where backups live; `undefined` where the configuration could not be read, which leaves the question open. */
  readonly store: StoreTarget | undefined
  readonly environment: Environment
  readonly withheld: SecretsWithheld
}

/** Reads the keys of the store, or says everything that is wrong with them; without keys the AWS credential chain applies. */
export function readS3Keys(inputs: S3KeyInputs, needs: S3KeyNeeds): Checked<S3Keys | undefined> {
  const accessKeyId = inputs.s3AccessKeyId.trim()
  const secretAccessKey = trimmed(inputs.s3SecretAccessKey)
  const sessionToken = trimmed(inputs.s3SessionToken)
  const wrong = (what: string, remedy: string): Checked<never> => ({
    kind: 'wrong',
    problems: [new UserError(what, { remedy: withheldRemedy(needs.withheld) ?? remedy })]
  })
  if (accessKeyId === '' && secretAccessKey === undefined) {
    if (sessionToken !== undefined)
      return wrong('the input s3-session-token is set without keys', BOTH_REMEDY)
    return wereWithheld(needs) ? wrong(NO_KEYS, BOTH_REMEDY) : { kind: 'fine', value: undefined }
  }
  if (accessKeyId === '')
    return wrong('the input s3-secret-access-key is set, but s3-access-key-id is empty', BOTH_REMEDY)
  if (secretAccessKey === undefined) {
    return wrong('the input s3-access-key-id is set, but s3-secret-access-key is empty', BOTH_REMEDY)
  }
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
  const problems = blanksIn(keys)
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'fine', value: keys }
}

const BOTH_REMEDY =
  'Set both, or neither: without them the AWS credential chain applies (e.g. aws-actions/configure-aws-credentials). A secret that does not exist is empty.'

const NO_KEYS =
  'the inputs s3-access-key-id and s3-secret-access-key are empty, and no step before this one left AWS credentials'

// An input that is empty does not tell whether a secret was meant. Where secrets were withheld one was, unless an earlier step
// left credentials in the environment: what the end of the chain finds is the machine's own identity, which a fork must not borrow.
function wereWithheld({ store, environment, withheld }: S3KeyNeeds): boolean {
  if (store?.kind !== 's3' || LEFT_BY_A_STEP.some((name) => environment[name])) return false
  // After a merge Dependabot deploys from one's own machines, and they may rightly have a role.
  return withheld?.kind === 'fork' || (withheld !== undefined && isHosted(environment))
}

const isHosted = (environment: Environment): boolean => environment['RUNNER_ENVIRONMENT'] === 'github-hosted'

// What else the chain reads from the environment (a web identity, the credentials of a task) is the machine's.
const LEFT_BY_A_STEP = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE']

function blanksIn({ accessKeyId, secretAccessKey, sessionToken }: S3Keys): readonly UserError[] {
  const inputs = {
    's3-access-key-id': accessKeyId,
    's3-secret-access-key': secretAccessKey.reveal(),
    's3-session-token': sessionToken?.reveal() ?? ''
  }
  return Object.entries(inputs).flatMap(([name, value]) =>
    /\s/.test(value)
      ? [
          new UserError(`the input ${name} holds blanks or line breaks`, {
            remedy: 'Set the secret again, to the key alone.'
          })
        ]
      : []
  )
}

function trimmed(secret: Secret | undefined): Secret | undefined {
  const text = secret?.reveal().trim() ?? ''
  return text === '' ? undefined : new Secret(text)
}
