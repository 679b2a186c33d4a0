import { asError, UserError } from '../../errors.js'
import { unmarked } from '../source.js'
import { ObjectMissing } from '../store.js'
import { describeFault, S3RequestFailed } from './bucket.js'
import { isCertificateFault, isNetworkFault } from './faults.js'

/** Turns the failure of a request into the error that a person can act on. Other errors are given back as they are. */
export function explainedS3(label: string, error: unknown): unknown {
  if (!(error instanceof S3RequestFailed)) return error
  const { fault, key, operation, attempts } = error
  const subject = key === undefined ? label : `${label}/${key}`
  if (fault.code === 'NoSuchKey') return new ObjectMissing(subject, { cause: error })
  const tried = attempts > 1 ? ` (tried ${attempts} times)` : ''
  return new UserError(`${subject}: ${operation} failed${tried}: ${describeFault(fault)}`, {
    remedy: remedyFor(error),
    cause: asError(error.cause)
  })
}

function remedyFor({ fault, operation, right }: S3RequestFailed): string | undefined {
  if (isCertificateFault(fault)) {
    return 'The certificate of the endpoint was not accepted: put the PEM of the authority that signed it into store.ca.'
  }
  const named = remedies[fault.code]
  if (named !== undefined) return named
  if (fault.status === 403) {
    return `Grant s3:${right} to the access key (docs/s3.md has a policy to paste), or check that the bucket is the right one.`
  }
  if (isNetworkFault(fault)) return unreachable
  if (fault.status === 429 || (fault.status ?? 0) >= 500) {
    return operation === 'CompleteMultipartUpload'
      ? tooManyParts
      : 'The store is overloaded or broken: try again later.'
  }
  return undefined
}

const tooManyParts =
  'The store is overloaded or broken: try again later. If it always ends here, it cannot keep track of so many parts, as versitygw on ext4: set store.maximum-parts: 600.'

const unreachable =
  'Check store.endpoint, and that the store can be reached from here (a proxy is taken from HTTPS_PROXY).'

const expired =
  'The credentials ended during the run: let aws-actions/configure-aws-credentials ask for a longer role-duration-seconds.'

const wrongRegion = 'Set store.region to the region of the bucket, and store.endpoint to that of the region.'

const remedies: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Create the bucket, or correct store.bucket, store.endpoint or store.path-style.',
  InvalidBucketName: 'Correct store.bucket.',
  InvalidAccessKeyId: 'Check s3-access-key-id: the store does not know it.',
  SignatureDoesNotMatch:
    'Check s3-secret-access-key (no blank or line break may be in it), store.region and store.endpoint.',
  InvalidToken: 'Check s3-session-token: it belongs to other keys or is missing.',
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: 'The clock of this machine is wrong: set it.',
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  MovedPermanently: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  QuotaExceeded: 'The quota of the bucket is used up: raise it or delete old backups.',
  XMinioStorageFull: 'The disk of the store is full: make room.',
  PreconditionFailed: 'The object was replaced by another one meanwhile: run it again.',
  EntityTooLarge: 'The store takes no object as big as this: split the component into smaller ones.',
  CredentialsProviderError:
    'No credentials were found: set s3-access-key-id and s3-secret-access-key, or run aws-actions/configure-aws-credentials before.',
  EPROTO: 'The endpoint does not speak TLS: is store.endpoint an http:// address?',
  ENOTFOUND:
    'The name of the endpoint is not known: correct store.endpoint, or store.region and store.path-style.'
}

/** The error to reject with after the clean-up: what failed first, and a note of what the clean-up could not do. */
export function afterwards(label: string, error: unknown, note: string | undefined): unknown {
  const first = explainedS3(label, unmarked(error))
  if (note === undefined) return first
  const { message } = asError(first)
  const remedy = first instanceof UserError ? first.remedy : undefined
  return new UserError(
    `${message}; ${note}; later runs remove what is left, once nothing was heard of this one for a day`,
    { remedy, cause: first }
  )
}
