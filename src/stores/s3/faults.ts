import { textField } from '../error-code.js'

/** What an answer of the store, or the lack of one, amounts to. */
export interface Fault {
  /** The store's word (`AccessDenied`, `SlowDown` …) or the system's (`ECONNRESET` …). */
  readonly code: string
  /** The HTTP status; absent where no answer came. */
  readonly status?: number | undefined
  /** Whether the clock of the runner was off and the next request will be dated by the store's. */
  readonly clockCorrected: boolean
  readonly message: string
}

/** Reads the error that the SDK, or Node below it, threw. */
export function faultOf(error: unknown): Fault {
  const status = numberAt(error, '$metadata', 'httpStatusCode') ?? numberAt(error, '$response', 'statusCode')
  const systemCode = textField(error, 'code')
  const word = textField(error, 'Code') ?? textField(error, 'name') ?? 'Error'
  const message = textField(error, 'message') ?? String(error)
  // What was wrapped on its way has its code in the message only.
  const told = /\bE[A-Z]{4,}(_[A-Z]+)*\b/.exec(message)?.[0]
  return {
    code: status === undefined ? (systemCode ?? told ?? word) : word,
    status,
    clockCorrected: fieldAt(error, '$metadata', 'clockSkewCorrected') === true,
    message
  }
}

/** Whether the same request may well succeed a little later. `reached`: whether the store has ever answered. */
export function isTransient(fault: Fault, reached: boolean): boolean {
  if (fault.status !== undefined) {
    if (fault.code === 'RequestTimeTooSkewed') return fault.clockCorrected
    return passingStatus(fault.status) || passingWords.has(fault.code)
  }
  if (fault.code === 'CredentialsProviderError' || isCertificateFault(fault)) return false
  // What looks like a wrong address or a wrong protocol is one, unless the store answered there before.
  if (/^(ENOTFOUND|EPROTO|HPE_.*|ERR_PROXY_.*)$/.test(fault.code)) return reached
  return (
    networkWords.has(fault.code) || /socket hang up|timed? ?out|aborted|disconnected/i.test(fault.message)
  )
}

/** Whether a TLS certificate was not accepted. */
export const isCertificateFault = ({ code, status, message }: Fault): boolean =>
  status === undefined && (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || /\bcertificate\b/.test(message))

/** Whether no answer came because of the network, or of an address that is wrong. */
export const isNetworkFault = ({ code, status, message }: Fault): boolean =>
  status === undefined &&
  (/^(E[A-Z]{4,}|ERR_|TimeoutError)/.test(code) || /\b(tunnel|socket hang up)\b/.test(message))

/** Whether the store may have done what was asked although it did not say so. */
export const isAmbiguous = (fault: Fault): boolean =>
  fault.status === undefined ? !neverSent(fault) : fault.status >= 500

// Without a connection nothing can have been done.
const neverSent = (fault: Fault): boolean =>
  isCertificateFault(fault) ||
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_PROXY_TUNNEL|CredentialsProviderError)$/.test(
    fault.code
  ) ||
  fault.message.includes('did not establish a connection')

const passingStatus = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505)

const passingWords = new Set([
  'SlowDown',
  'RequestTimeout',
  'RequestTimeoutException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'BandwidthLimitExceeded',
  'ConditionalRequestConflict',
  'OperationAborted',
  'InternalError',
  'ServiceUnavailable',
  // A damaged body: the connection's fault, or the runner's memory's.
  'BadDigest',
  'IncompleteBody'
])

const networkWords = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'TimeoutError'
])

function numberAt(error: unknown, ...path: readonly string[]): number | undefined {
  const value = fieldAt(error, ...path)
  return typeof value === 'number' ? value : undefined
}

function fieldAt(error: unknown, ...path: readonly string[]): unknown {
  let value: unknown = error
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, name)
  }
  return value
}
