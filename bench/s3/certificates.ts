import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import { makeInState } from '../state.ts'

export type Certificates = { readonly ca: string; readonly certificate: string; readonly key: string }

/** Makes the bench's own certificate authority and a server certificate for 127.0.0.1, localhost and s3.bench (once). */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await makeInState('tls')
  const at = (name: string) => join(folder, name)
  const made = { ca: at('ca.crt'), certificate: at('s3.crt'), key: at('s3.key') }
  if (existsSync(made.certificate)) return made
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  await run([
    ...['openssl', 'req', '-x509', ...fresh, '-days', '3650', '-subj', '/CN=predeploy bench CA'],
    ...['-addext', 'keyUsage=critical,keyCertSign', '-keyout', at('ca.key'), '-out', made.ca]
  ])
  await run(['openssl', 'req', ...fresh, '-subj', '/CN=s3.bench', '-keyout', made.key, '-out', at('s3.csr')])
  await writeFile(
    at('s3.ext'),
    'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:s3.bench,DNS:*.s3.bench\nextendedKeyUsage=serverAuth\n'
  )
  await run([
    ...[
      'openssl',
      'x509',
      '-req',
      '-in',
      at('s3.csr'),
      '-CA',
      made.ca,
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial'
    ],
    ...['-days', '3650', '-extfile', at('s3.ext'), '-out', made.certificate]
  ])
  return made
}
