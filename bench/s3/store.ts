import { mkdir } from 'node:fs/promises'
import { goInstall } from '../machine/go.ts'
import { inState } from '../state.ts'
import { makeCertificates } from './certificates.ts'

export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** The everyday S3 server: how clients reach it, and how it is started. */
export type Store = {
  readonly endpoint: string
  readonly region: string
  readonly caFile: string
  readonly bucket: string
  readonly owner: Credentials
  /** May put, and continue or abort uploads, below `app/` of the bucket; may not read, list or delete. */
  readonly writer: Credentials
  readonly binary: string
  readonly certificate: string
  readonly key: string
  readonly listen: readonly string[]
  /** Each bucket is a folder in here, each object a file: what lies here can be damaged behind the product's back. */
  readonly data: string
}

/** Builds versitygw and lays out its folders and certificates; the server is not started yet. */
export async function prepareStore(options: {
  readonly port: number
  readonly gateway: string
}): Promise<Store> {
  const { port, gateway } = options
  const [{ ca, certificate, key }, binary] = await Promise.all([
    makeCertificates(),
    goInstall({ name: 'versitygw', module: 'github.com/versity/versitygw/cmd/versitygw@v1.7.0' })
  ])
  const bucket = 'backups'
  await mkdir(inState('s3', 'data', bucket), { recursive: true })
  await mkdir(inState('s3', 'versions'), { recursive: true })
  await mkdir(inState('s3', 'users'), { recursive: true })
  return {
    endpoint: `https://127.0.0.1:${port}`,
    region: 'us-east-1',
    caFile: ca,
    bucket,
    owner: { accessKeyId: 'bench-owner', secretAccessKey: 'bench-owner-secret-4f1c' },
    writer: { accessKeyId: 'bench-writer', secretAccessKey: 'bench-writer-secret-9a7d' },
    binary,
    certificate,
    key,
    listen: [`127.0.0.1:${port}`, `${gateway}:${port}`],
    data: inState('s3', 'data')
  }
}
