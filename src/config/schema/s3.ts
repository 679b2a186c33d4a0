import { z } from 'zod'
import { complaint } from '../complaint.js'
import type { S3Target } from '../plan.js'
import { authoritySchema } from './authority.js'
import { endpointComplaint } from './endpoint.js'
import { type Provider, providerOf } from './providers.js'

/** What S3-compatible storage needs to know from outside of the document. */
export interface S3Surroundings {
  /** The region that the AWS tools take from the environment. */
  readonly region: string | undefined
  /** Reads a file in the workspace; throws a UserError where it cannot. */
  readonly readFile: (path: string) => string
}

/** S3-compatible storage. */
export const s3Schema = (surroundings: S3Surroundings) =>
  s3Keys(surroundings.readFile)
    .superRefine((declared, context) => {
      for (const [key, message] of Object.entries(complaintsAbout(declared, surroundings))) {
        if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message })
      }
    })
    .transform((declared) => s3Target(declared, surroundings))
    .describe('S3-compatible storage. Its keys are no part of the document: see the inputs.')

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

const s3Keys = (readFile: S3Surroundings['readFile']) =>
  z.strictObject({
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
    ca: authoritySchema(readFile)
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

type DeclaredS3 = z.output<ReturnType<typeof s3Keys>>

function complaintsAbout(declared: DeclaredS3, surroundings: S3Surroundings) {
  const { bucket, endpoint, ca, sse, 'kms-key': kmsKey } = declared
  return {
    endpoint: endpoint === undefined ? undefined : endpointComplaint(endpoint, bucket),
    region: regionOf(declared, surroundings) === undefined ? REGION_MISSING : undefined,
    ca: ca !== undefined && endpoint?.startsWith('http:') ? CA_WITHOUT_TLS : undefined,
    'kms-key': kmsKey !== undefined && sse !== 'aws:kms' ? KEY_WITHOUT_KMS : undefined
  } satisfies { readonly [Key in keyof DeclaredS3]?: string | undefined }
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

function s3Target(declared: DeclaredS3, surroundings: S3Surroundings): S3Target {
  const { bucket, prefix, endpoint, ca, sse, checksum } = declared
  const provider = providerBehind(endpoint)
  return {
    kind: 's3',
    bucket,
    prefix,
    ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).href.replace(/\/$/, '') }),
    region: regionOf(declared, surroundings) ?? '',
    pathStyle: declared['path-style'] ?? !provider.isAws,
    ...(ca === undefined ? {} : { ca }),
    ...(sse === undefined ? {} : { encryption: encryption(sse, declared['kms-key']) }),
    checksum,
    maximumParts: declared['maximum-parts'] ?? provider.maximumParts ?? 10_000,
    uniformParts: declared['uniform-parts'] ?? provider.uniformParts ?? false
  }
}

function regionOf({ region, endpoint }: DeclaredS3, surroundings: S3Surroundings): string | undefined {
  const provider = providerBehind(endpoint)
  return region ?? provider.region ?? (provider.isAws ? surroundings.region : 'us-east-1')
}

function providerBehind(endpoint: string | undefined): Provider {
  if (endpoint === undefined) return { isAws: true }
  return URL.canParse(endpoint) ? providerOf(new URL(endpoint).hostname) : {}
}

const encryption = (
  algorithm: 'AES256' | 'aws:kms',
  key: string | undefined
): NonNullable<S3Target['encryption']> =>
  algorithm === 'AES256' ? { algorithm } : { algorithm, ...(key === undefined ? {} : { key }) }
