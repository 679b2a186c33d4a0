import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { UserError } from '../../errors.js'
import { complaint } from '../complaint.js'

/** The certificates of an authority: PEM, or a file that holds it. `readFile` throws a UserError where it cannot. */
export const authoritySchema = (readFile: (path: string) => string) =>
  z
    .string()
    .min(1)
    .transform((written, context) => {
      try {
        const pem = written.includes('-----BEGIN') ? written : readFile(written)
        const message = authorityComplaint(pem)
        if (message === undefined) return pem
        context.addIssue({ code: 'custom', message })
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        context.addIssue({ code: 'custom', message: complaint(error.message, GIVE_IT) })
      }
      return z.NEVER
    })

const GIVE_IT =
  'Give the PEM text itself, or the path of a file in the repository, which must be checked out.'

function authorityComplaint(pem: string): string | undefined {
  if (/PRIVATE KEY-----/.test(pem)) {
    return complaint(
      'holds a private key',
      'Give the certificate of the authority only, and replace that key: it has been seen.'
    )
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  if (certificates === null) {
    return complaint(
      'holds no certificate',
      'Give PEM: -----BEGIN CERTIFICATE-----, its lines, -----END CERTIFICATE-----.'
    )
  }
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
