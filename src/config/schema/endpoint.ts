import { isIP } from 'node:net'
import { complaint } from '../complaint.js'

/** Says why a URL cannot be the endpoint of a store with this bucket, or `undefined` where it can. */
export function endpointComplaint(text: string, bucket: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return complaint('is not a URL', 'Write it with its scheme: https://s3.example.com')
  }
  if (url.username !== '' || url.password !== '') {
    return complaint(
      'holds credentials',
      'Give them by the inputs `s3-access-key-id` and `s3-secret-access-key`.'
    )
  }
  if (url.search !== '' || url.hash !== '')
    return complaint('holds more than an address', 'Leave out what follows ? or #.')
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  if (url.hostname.startsWith(`${bucket}.`) || segments.includes(bucket)) {
    return complaint('holds the name of the bucket', 'Leave it out of `endpoint`; it stands in `bucket`.')
  }
  if (url.protocol === 'http:' && !isPrivate(url.hostname)) {
    return complaint(
      'would send backups unencrypted over the internet',
      'Use https://, or an address in a private network.'
    )
  }
  return undefined
}

/** Whether a host name or address is one of this machine or of a private network. */
export function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  switch (isIP(address)) {
    case 4:
      return /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
        address
      )
    case 6:
      return /^(::1$|f[cd]|fe[89ab])/i.test(address)
    default:
      return !address.includes('.') || /\.(localhost|local|internal|lan|test|home\.arpa)$/i.test(address)
  }
}
