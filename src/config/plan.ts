import type { Component } from '../drivers/driver.js'

/** What the user asked for, checked and complete: the only thing that the modes know of the configuration. */
export interface Plan {
  readonly stack: string
  readonly host: HostTarget
  readonly store: StoreTarget
  readonly compression: Compression
  /** Seconds to wait for another run of the stack. */
  readonly lockTimeoutSeconds: number
  readonly components: readonly PlannedComponent[]
}

export interface PlannedComponent {
  readonly name: string
  readonly type: string
  /** Seconds that one artifact of it may take. */
  readonly timeoutSeconds: number
  readonly component: Component
}

export type HostTarget = { readonly kind: 'local' } | SshTarget

export interface SshTarget {
  readonly kind: 'ssh'
  readonly user: string
  readonly address: string
  readonly port: number
  /** `SHA256:…` of the host key, as an alternative to known hosts. */
  readonly fingerprint?: string
  readonly jump?: Omit<SshTarget, 'jump' | 'kind'>
}

export type StoreTarget = S3Target | { readonly kind: 'directory'; readonly path: string }

export interface S3Target {
  readonly kind: 's3'
  readonly bucket: string
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string
  readonly endpoint?: string
  readonly region: string
  readonly pathStyle: boolean
  /** PEM of the authority that signed the endpoint's certificate. */
  readonly ca?: string
  readonly encryption?:
    | { readonly algorithm: 'AES256' }
    | { readonly algorithm: 'aws:kms'; readonly key?: string }
  /** How uploads are checked by the store: `auto` finds out what it can do. */
  readonly checksum: 'auto' | 'crc32' | 'md5'
  /** Parts that the store allows in one upload. */
  readonly maximumParts: number
  /** Whether all parts but the last must have one size. */
  readonly uniformParts: boolean
}

export interface Compression {
  /** `auto` takes zstd where the host or the runner has it, else gzip. */
  readonly codec: 'auto' | 'zstd' | 'gzip' | 'none'
  readonly level?: number
}
