import { run } from '../run.ts'
import type { Credentials } from './store.ts'

/** Any S3 server of the bench. */
export type S3Server = {
  readonly endpoint: string
  readonly region: string
  readonly caFile: string
  readonly owner: Credentials
}

export type Request = {
  readonly method?: string
  /** Path and query below the endpoint, e.g. `/backups?list-type=2&prefix=shop/`. */
  readonly path: string
  readonly body?: string
  readonly as?: Credentials
}

/** Sends one signed request with curl, a client that shares no code with the product; any status but 2xx is an error. */
export function request(
  store: S3Server,
  { method = 'GET', path, body, as = store.owner }: Request
): Promise<string> {
  const secrets = `user = "${as.accessKeyId}:${as.secretAccessKey}"\n`
  return run(
    [
      ...['curl', '--silent', '--show-error', '--fail-with-body', '--config', '-', '--cacert', store.caFile],
      ...['--aws-sigv4', `aws:amz:${store.region}:s3`, '--header', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'],
      ...(body === undefined ? [] : ['--data-raw', body]),
      ...['--request', method, `${store.endpoint}${path}`]
    ],
    { input: secrets, timeoutSeconds: 60 }
  )
}
