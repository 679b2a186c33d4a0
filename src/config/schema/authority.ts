import { X509Certificate } from 'node:crypto'
import { complaint } from '../complaint.js'

/** Says why a text cannot be the certificates of an authority, or `undefined` where it can. */
export function authorityComplaint(pem: string): string | undefined {
  if (/PRIVATE KEY-----/.test(pem)) {
    return complaint(
      'holds a private key',
      'Give the certificate of the authority only, and replace that key: it has been seen.'
    )
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  if (certificates === null)
    return complaint(
      'holds no certificate',
      'Give PEM: -----BEGIN CERTIFICATE-----, its lines, -----END CERTIFICATE-----.'
    )
  return certificates.every(isCertificate)
    ? undefined
    : complaint('holds a certificate that cannot be read', 'Copy it again with all of its line breaks.')
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    // Node has no other way to ask whether a certificate can be read.
    return false
  }
}
