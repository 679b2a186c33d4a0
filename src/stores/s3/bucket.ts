import type { S3Client } from '@aws-sdk/client-s3'
import type { S3Target } from '../../config/plan.js'
import type { S3Credentials } from '../options.js'
import { agents, type Environment } from './agents.js'
import { newClient, revealed } from './client.js'
import { type Fault, faultOf, isAmbiguous, isTransient } from './faults.js'
import { cleaningPatience, type Patience, retrying } from './retry.js'
import { storeClock } from './store-clock.js'

/** A bucket that is spoken to: every request to the store goes through here. */
export interface Bucket {
  /** `s3://bucket/prefix`. */
  readonly label: string
  readonly target: S3Target
  readonly patience: Patience
  /** The name of an object in the bucket, with the store's prefix. */
  fullKey(key: string): string
  /** The key of an object without the store's prefix. */
  shortKey(fullKey: string): string
  /** Sends a request, again and again where that may help. Rejects with S3RequestFailed. */
  request<Output>(request: Request<Output>): Promise<Output>
  /** What the store's clock says now, as of its last answer. */
  time(): Date | undefined
  /** Tells that something is tried again. */
  noteRetry(message: string): void
  /** Tells what a person should know about the store; the same words only once. */
  notice(message: string): void
  close(): void
}

export interface Request<Output> {
  /** What S3 calls it, e.g. `UploadPart`. */
  readonly operation: string
  /** The right that it takes, as IAM calls it without `s3:`; the name of the operation if absent. */
  readonly right?: string
  /** The object that it is about, for messages. */
  readonly key?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** For a request that the store may ponder for minutes before it answers. */
  readonly slow?: boolean
  /** Gives up sooner than usual. */
  readonly patience?: Patience
  /** Sends it once. A body must be fresh for each call. */
  readonly send: (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<Output>
}

/** A request that failed for good. `cause` is what the SDK threw. */
export class S3RequestFailed extends Error {
  override readonly name = 'S3RequestFailed'
  readonly operation: string
  readonly right: string
  readonly key: string | undefined
  readonly fault: Fault
  /** How often it was sent. */
  readonly attempts: number
  /** Whether the store may have done it all the same. */
  readonly ambiguous: boolean

  constructor(
    request: Pick<Request<unknown>, 'operation' | 'right' | 'key'>,
    outcome: { readonly cause: unknown; readonly attempts: number; readonly ambiguous: boolean }
  ) {
    const fault = faultOf(outcome.cause)
    super(`${request.operation}: ${describeFault(fault)}`, { cause: outcome.cause })
    this.operation = request.operation
    this.right = request.right ?? request.operation
    this.key = request.key
    this.fault = fault
    this.attempts = outcome.attempts
    this.ambiguous = outcome.ambiguous
  }
}

/** A fault in one line: its status, its code, and what was said. */
export function describeFault({ status, code, message }: Fault): string {
  if (status === undefined && message.includes(code)) return message
  return `${status ?? ''} ${code}${message === '' || message === code ? '' : `: ${message}`}`.trim()
}

export interface BucketOptions {
  readonly target: S3Target
  readonly credentials?: S3Credentials | undefined
  readonly environment: Environment
  readonly patience: Patience
  readonly onRetry?: ((message: string) => void) | undefined
  readonly onNotice?: ((message: string) => void) | undefined
}

/** Opens a bucket; nothing is sent yet. */
export function openBucket(options: BucketOptions): Bucket {
  const { target, patience, onRetry, onNotice } = options
  const connections = agents(options.environment, target.ca)
  const clock = storeClock()
  const credentials = options.credentials === undefined ? undefined : revealed(options.credentials)
  const base = { target, connections, clock, connect: patience.connect }
  const client = newClient({ ...base, credentials, idle: patience.idle })
  let slowClient: S3Client | undefined
  const clientFor = (request: { readonly slow?: boolean }): S3Client => {
    if (request.slow !== true) return client
    // It shares what the first one found on its way along the credential chain.
    slowClient ??= newClient({
      ...base,
      credentials: client.config.credentials,
      idle: patience.idleAtCompletion
    })
    return slowClient
  }
  const tell = seldom(onRetry)
  const noticed = new Set<string>()
  // Whoever was waited for in vain is not waited for as long again.
  let waitedInVain = false
  const prefix = target.prefix === '' ? '' : `${target.prefix}/`

  return {
    label: `s3://${[target.bucket, target.prefix].filter((name) => name !== '').join('/')}`,
    target,
    patience,
    fullKey: (key) => `${prefix}${key}`,
    shortKey: (fullKey) => fullKey.slice(prefix.length),
    time: clock.now,
    noteRetry: (message) => onRetry?.(message),
    notice: (message) => {
      if (!noticed.has(message)) onNotice?.(message)
      noticed.add(message)
    },
    request: async (request) => {
      let attempts = 0
      let ambiguous = false
      const signal = request.signal ?? neverAborted
      try {
        const output = await retrying({
          attempt: () => {
            attempts += 1
            return request.send(clientFor(request), { abortSignal: signal })
          },
          patience: request.patience ?? (waitedInVain ? cleaningPatience(patience) : patience),
          worthwhile: (error) => {
            const fault = faultOf(error)
            ambiguous ||= isAmbiguous(fault)
            return isTransient(fault, clock.now() !== undefined)
          },
          onRetry: (error, pause) => {
            const about = request.key === undefined ? '' : ` of ${request.key}`
            const why = describeFault(faultOf(error))
            const message = `${request.operation}${about}: ${why}; trying again in ${pause.toFixed(1)} s`
            tell(`${request.operation} ${why}`, message)
          },
          signal
        })
        waitedInVain = false
        return output
      } catch (cause) {
        if (signal.aborted) throw signal.reason
        waitedInVain = isTransient(faultOf(cause), clock.now() !== undefined)
        throw new S3RequestFailed(request, { cause, attempts, ambiguous })
      }
    },
    close: () => {
      client.destroy()
      slowClient?.destroy()
      connections.httpAgent.destroy()
      connections.httpsAgent.destroy()
    }
  }
}

// Many parts that meet the same outage say it once every few seconds.
function seldom(tell: ((message: string) => void) | undefined): (matter: string, message: string) => void {
  const lately = new Map<string, number>()
  return (matter, message) => {
    if (performance.now() - (lately.get(matter) ?? -Infinity) < 5000) return
    lately.set(matter, performance.now())
    tell?.(message)
  }
}

const neverAborted = new AbortController().signal
