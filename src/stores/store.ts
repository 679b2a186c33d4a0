import type { Readable } from 'node:stream'
import { UserError } from '../errors.js'

/** Where backups live. Keys are paths with `/` below the store's own prefix. */
export interface Store {
  /** How messages name it, e.g. `s3://backups/pre-deploy`. */
  readonly label: string
  /** Where an object is, as a person would name it, e.g. `s3://backups/pre-deploy/shop/…/manifest.json`. */
  locate(key: string): string
  /** The key as other tools name it: with the prefix of the store. */
  fullKey(key: string): string
  /**
   * Stores a stream of unknown length. Commits only when `body` ends cleanly: if it throws, or storing fails, no object and no
   * open upload is left and the promise rejects (with the error of `body` where that was the reason); only a key that is
   * `rewritten` keeps what it holds then. Chunks of `body` may be reused by their producer once the next one is asked for. Size
   * and checksum of what is stored were compared when it resolves (a directory compares the size and trusts fsync for the rest;
   * docs/s3.md says where S3 can compare the size only). `body` is always let go of: ended, returned or destroyed.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredObject>
  /** Streams an object from its first byte to its last; resumes by itself when the connection breaks. Rejects with ObjectMissing. */
  get(key: string): Promise<Readable>
  /** Describes an object, or `undefined` where there is none. */
  head(key: string): Promise<StoredObject | undefined>
  /** All objects whose key begins with `prefix`, sorted by key. */
  list(prefix: string): Promise<readonly StoredObject[]>
  /** Deletes objects; those that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>
  /** Uploads that were begun below `prefix` and neither completed nor aborted. */
  openUploads(prefix: string): Promise<readonly OpenUpload[]>
  /** Throws away what was sent of an upload; one that is not open any more is no error. */
  abortUpload(upload: OpenUpload): Promise<void>
  /** What the store's own clock says now, to the second; `undefined` as long as it has not answered anything. */
  time(): Date | undefined
  /** Lets go of connections. */
  close(): Promise<void>
}

export interface PutOptions {
  /** Refuse to replace an object that is there already (ObjectExists), where the store can tell. */
  readonly ifAbsent?: boolean
  /** This key is written more than once: after a failure nothing is deleted, since it may be what another writer put there. */
  readonly rewritten?: boolean
  readonly contentType?: string
  /** The size that is expected, in bytes: a hint for the size of parts, never trusted. */
  readonly expectedBytes?: number
}

export interface StoredObject {
  readonly key: string
  readonly bytes: number
  /** Where the store does not say it: now. */
  readonly modified: Date
  /** Changes when the content changes. */
  readonly etag?: string
}

export interface OpenUpload {
  readonly key: string
  readonly uploadId: string
  /** Where the store does not say it: now. */
  readonly started: Date
}

/** The object that was asked for is not there. `place` is where a person would look for it. */
export class ObjectMissing extends UserError {
  override readonly name = 'ObjectMissing'

  constructor(place: string, options: { readonly cause?: unknown } = {}) {
    super(`${place} is not there`, {
      remedy:
        'Something deleted it: a retention, a lifecycle rule, another tool? Use another backup, and look for what deletes below the prefix of the store.',
      ...options
    })
  }
}

/** A `put` with `ifAbsent` found an object in its place, which stays as it is. */
export class ObjectExists extends UserError {
  override readonly name = 'ObjectExists'

  constructor(place: string, options: { readonly cause?: unknown } = {}) {
    super(`${place} exists already`, {
      remedy:
        'Nothing was overwritten. Run it again, and look for what else writes below the prefix of the store.',
      ...options
    })
  }
}
