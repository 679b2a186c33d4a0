import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3Target } from '../../config/plan.js'
import type { S3Credentials } from '../options.js'
import type { agents } from './agents.js'
import type { StoreClock } from './store-clock.js'

export interface ClientOptions {
  readonly target: S3Target
  /** Without them the AWS credential chain applies. */
  readonly credentials?: S3ClientConfig['credentials'] | undefined
  readonly connections: ReturnType<typeof agents>
  readonly clock: StoreClock
  /** Seconds that a new connection may take. */
  readonly connect: number
  /** Seconds that a connection may be silent. */
  readonly idle: number
}

/** The SDK's client, with all that it would do by itself switched off: trying again, computing checksums, writing warnings. */
export function newClient({
  target,
  credentials,
  connections,
  clock,
  connect,
  idle
}: ClientOptions): S3Client {
  const client = new S3Client({
    region: target.region,
    ...(target.endpoint !== undefined && { endpoint: target.endpoint }),
    forcePathStyle: target.pathStyle,
    ...(credentials !== undefined && { credentials }),
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    logger: silence,
    requestHandler: { ...connections, connectionTimeout: connect * 1000, socketTimeout: idle * 1000 }
  })
  clock.listenTo(client)
  return client
}

/** Keys in the form that the SDK takes: they are in the clear only while it asks. */
export const revealed =
  ({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials) =>
  async () => ({
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken !== undefined && { sessionToken: sessionToken.reveal() })
  })

// The SDK would warn on the console of each attempt that fails; we tell it in our own words.
const silence = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
