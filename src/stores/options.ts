import type { Secret } from '../secret.js'

/** What a store needs to know beside where it is. */
export interface StoreOptions {
  /** Without them the AWS credential chain applies. */
  readonly credentials?: S3Credentials | undefined
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** An existing directory on the runner for parts that are too big for memory; s3/part-sizes.ts says when they are. */
  readonly spoolDirectory: string
  /** Whether all that is done is to clean up: then nobody is kept waiting for a store that is out of reach, since later runs do it. */
  readonly cleaning?: boolean
  /** Hears a sentence each time something is tried again. */
  readonly onRetry?: ((message: string) => void) | undefined
  /** Hears what a person should know about the store, once: that its checksums cannot be compared. */
  readonly onNotice?: ((message: string) => void) | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret | undefined
}
