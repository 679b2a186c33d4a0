import { z } from 'zod'
import { UserError } from '../../errors.js'
import { complaint } from '../complaint.js'
import type { S3Target, StoreTarget } from '../plan.js'
import { authorityComplaint } from './authority.js'
import { endpointComplaint } from './endpoint.js'
import { providerOf } from './providers.js'

/** What a store needs to know from outside of the document. */
export interface StoreSurroundings {
  /** The region that the AWS tools take from the environment. */
  readonly region: string | undefined
  /** Reads a file in the workspace; throws a UserError where it cannot. */
  readonly readFile: (path: string) => string
}

const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/

const bucket = z
  .string()
  .superRefine((text, context) => {
    if (BUCKET.test(text)) return
    const remedy = text.includes('/')
      ? 'Write the name of the bucket alone; what follows it is `prefix`.'
      : 'Bucket names have at least 3 letters, digits, "." and "-".'
    context.addIssue({ code: 'custom', message: complaint('is not the name of a bucket', remedy) })
  })
  .meta({ pattern: BUCKET.source, description: 'The name of the bucket. It must exist.' })

const prefix = z
  .string()
  .transform((text) => text.replace(/^\/+|\/+$/g, ''))
  .refine(
    (text) => text === '' || text.split('/').every((name) => /^(?!\.{1,2}$)[^\p{Cc}\\]{1,255}$/u.test(name)),
    {
      error: complaint(
        'is not a usable prefix',
        'Write names with a slash between them, for example backups/pre-deploy.'
      )
    }
  )
  .describe('Keys begin with it. What lies beside it in the bucket is never touched.')

const declaredS3 = z.strictObject({
  bucket,
  prefix: prefix.default(''),
  endpoint: z
    .string()
    .exactOptional()
    .meta({
      pattern: '^https?://',
      examples: ['https://nbg1.your-objectstorage.com'],
      description: 'The URL of S3-compatible storage, without the bucket. AWS needs none.'
    }),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, complaint('is not the name of a region'))
    .exactOptional()
    .describe(
      'The region. For AWS it may come from AWS_REGION; for other storage it is found by the endpoint or is us-east-1.'
    ),
  'path-style': z
    .boolean()
    .exactOptional()
    .describe(
      'Whether the bucket stands in the path instead of the host name. True by default for all storage but AWS.'
    ),
  ca: z
    .string()
    .min(1)
    .exactOptional()
    .describe("The authority that signed the endpoint's certificate: PEM, or a file in the repository."),
  sse: z
    .enum(['AES256', 'aws:kms'])
    .exactOptional()
    .describe('Encryption by the storage; by default what the bucket does anyway.'),
  'kms-key': z
    .string()
    .min(1)
    .exactOptional()
    .describe('The KMS key for `sse: aws:kms`; by default that of AWS.'),
  checksum: z
    .enum(['auto', 'crc32', 'md5'])
    .default('auto')
    .describe('How the storage checks what it receives; `auto` finds out what it can do.'),
  'maximum-parts': z
    .int()
    .min(1)
    .max(10_000)
    .exactOptional()
    .describe('How many parts an upload may have: 10000 by default, 1000 for Scaleway.'),
  'uniform-parts': z
    .boolean()
    .exactOptional()
    .describe('Whether the parts of an upload must have one size. True by default for Cloudflare R2.')
})

const directory = z.strictObject({
  directory: z
    .string()
    .min(1)
    .refine((path) => !path.startsWith('~'), {
      error: complaint('begins with ~, which only a shell knows', `Write \${HOME}/…`)
    })
    .meta({ pattern: '^[^~]', description: 'A directory on the machine that the action runs on.' })
})

/** Where backups live: S3-compatible storage, or a directory. */
export const storeSchema = (surroundings: StoreSurroundings) =>
  z
    .union([
      declaredS3
        .transform((declared, context) => {
          const found = s3Target(declared, surroundings)
          for (const { key, message } of found.complaints) {
            context.addIssue({ code: 'custom', path: [key], message, input: declared[key] })
          }
          return found.target
        })
        .describe('S3-compatible storage. Its keys are no part of the document: see the inputs.'),
      directory
        .transform((declared): StoreTarget => ({ kind: 'directory', path: declared.directory }))
        .describe('A directory on the machine that the action runs on.')
    ])
    .describe('Where backups live: S3-compatible storage, or a directory.')

type DeclaredS3 = z.output<typeof declaredS3>
type StoreComplaint = { readonly key: keyof DeclaredS3; readonly message: string }

function s3Target(
  declared: DeclaredS3,
  surroundings: StoreSurroundings
): { target: S3Target; complaints: readonly StoreComplaint[] } {
  const { bucket, prefix, endpoint, sse, checksum } = declared
  const badEndpoint = endpoint === undefined ? undefined : endpointComplaint(endpoint, bucket)
  const url = endpoint === undefined || badEndpoint !== undefined ? undefined : new URL(endpoint)
  const provider = url === undefined ? { isAws: endpoint === undefined } : providerOf(url.hostname)
  const region = declared.region ?? provider.region ?? (provider.isAws ? surroundings.region : 'us-east-1')
  const ca = declared.ca === undefined ? {} : authority(declared.ca, surroundings)
  const complaints = [
    { key: 'endpoint', message: badEndpoint },
    { key: 'region', message: region === undefined ? REGION_MISSING : undefined },
    {
      key: 'ca',
      message:
        ca.message ?? (url?.protocol === 'http:' && declared.ca !== undefined ? CA_WITHOUT_TLS : undefined)
    },
    {
      key: 'kms-key',
      message: declared['kms-key'] !== undefined && sse !== 'aws:kms' ? KEY_WITHOUT_KMS : undefined
    }
  ] as const
  return {
    complaints: complaints.flatMap(({ key, message }) => (message === undefined ? [] : [{ key, message }])),
    target: {
      kind: 's3',
      bucket,
      prefix,
      ...(url === undefined ? {} : { endpoint: url.href.replace(/\/$/, '') }),
      region: region ?? '',
      pathStyle: declared['path-style'] ?? !provider.isAws,
      ...(ca.pem === undefined ? {} : { ca: ca.pem }),
      ...(sse === undefined ? {} : { encryption: encryption(sse, declared['kms-key']) }),
      checksum,
      maximumParts: declared['maximum-parts'] ?? provider.maximumParts ?? 10_000,
      uniformParts: declared['uniform-parts'] ?? provider.uniformParts ?? false
    }
  }
}

const REGION_MISSING = complaint(
  'is missing',
  'Add it, for example eu-central-1, or set AWS_REGION for the step.'
)
const CA_WITHOUT_TLS = complaint('does nothing for an endpoint without TLS', 'Leave it out, or use https://.')
const KEY_WITHOUT_KMS = complaint(
  'does nothing without `sse: aws:kms`',
  'Add `sse: aws:kms` or leave the key out.'
)

const encryption = (
  algorithm: 'AES256' | 'aws:kms',
  key: string | undefined
): NonNullable<S3Target['encryption']> =>
  algorithm === 'AES256' ? { algorithm } : { algorithm, ...(key === undefined ? {} : { key }) }

function authority(
  declared: string,
  { readFile }: StoreSurroundings
): { readonly pem?: string; readonly message?: string } {
  try {
    const pem = declared.includes('-----BEGIN') ? declared : readFile(declared)
    const message = authorityComplaint(pem)
    return message === undefined ? { pem } : { message }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return {
      message: complaint(
        error.message,
        'Give the PEM text itself, or the path of a file in the repository, which must be checked out.'
      )
    }
  }
}
