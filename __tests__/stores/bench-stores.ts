import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Environment } from '../../bench/environment.ts'
import type { S3Target } from '../../src/config/plan.js'
import { Secret } from '../../src/secret.js'
import { type S3StoreOptions, s3Store } from '../../src/stores/s3.js'
import type { Store } from '../../src/stores/store.js'

/** A target in the bench's everyday S3 server, below a prefix of its own. */
export async function benchTarget({ s3 }: Environment): Promise<S3Target> {
  return {
    kind: 's3',
    bucket: s3.bucket,
    prefix: `stores-${randomBytes(4).toString('hex')}`,
    endpoint: s3.endpoint,
    region: s3.region,
    pathStyle: true,
    ca: await readFile(s3.caFile, 'utf8'),
    checksum: 'auto',
    maximumParts: 10_000,
    uniformParts: false
  }
}

/** A store on a target, with the keys of the bench's owner. */
export function openBenchStore(
  { s3 }: Environment,
  options: Partial<S3StoreOptions> & { readonly target: S3Target }
): Store {
  const { accessKeyId, secretAccessKey } = s3.owner
  return s3Store({
    credentials: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
    environment: {},
    spoolDirectory: tmpdir(),
    ...options
  })
}

/** Deletes all that a store holds and closes it. */
export async function emptyStore(store: Store): Promise<void> {
  for (const upload of await store.openUploads('')) await store.abortUpload(upload)
  await store.remove((await store.list('')).map(({ key }) => key))
  await store.close()
}
