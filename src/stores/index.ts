import type { StoreTarget } from '../config/plan.js'
import { directoryStore } from './directory.js'
import type { StoreOptions } from './options.js'
import type { Store } from './store.js'

export type { S3Credentials, StoreOptions } from './options.js'

/** Opens the store that a plan names; a directory loads nothing of the AWS SDK. */
export async function openStore(target: StoreTarget, options: StoreOptions): Promise<Store> {
  if (target.kind === 'directory') return directoryStore(target.path)
  const { s3Store } = await import('./s3.js')
  return s3Store({ target, ...options })
}
