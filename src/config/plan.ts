import type { Component } from '../drivers/driver.js'
import type { ContainerReference } from '../host-script/container.js'
import type { QuietReference } from '../host-script/quiet-containers.js'

/** What the user asked for, checked and complete: the only thing that the modes know of the configuration. */
export interface Plan {
  readonly stack: string
  readonly host: HostTarget
  readonly store: StoreTarget
  readonly compression: Compression
  /** Seconds to wait for another run of the stack. */
  readonly lockTimeoutSeconds: number
  readonly quiesce?: Quiesce
  readonly hooks?: Hooks
  readonly restore?: RestorePolicy
  readonly components: readonly PlannedComponent[]
}

/** What is stopped or paused while artifacts are captured. */
export interface Quiesce {
  /** In the order in which they are stopped. */
  readonly containers: readonly { readonly action: 'stop' | 'pause'; readonly reference: QuietReference }[]
  readonly graceSeconds: number
  /** How long what has a health check may take to be healthy again. */
  readonly healthSeconds: number
  /** How much may wait on the disk of the runner meanwhile. */
  readonly spoolBytes: number
  /** What lets work in flight end before. */
  readonly drain?: UserCommand
}

/** Commands around a backup. */
export interface Hooks {
  readonly before?: UserCommand
  readonly after?: UserCommand
  readonly failed?: UserCommand
}

/** How a restore is done. */
export interface RestorePolicy {
  /** What else is stopped while old and new change places, in this order. */
  readonly stops: readonly QuietReference[]
  /** How long the old data stays beside the new; 0 for not at all. */
  readonly keepOldSeconds: number
  /** What shows that the stack works with what was restored; all of it must. */
  readonly health?: HealthCheck
  /** What brings the services up on a host that has not all of them yet. */
  readonly up?: UserCommand
}

export interface HealthCheck {
  readonly seconds: number
  readonly http?: string
  readonly command?: UserCommand
}

/** A command of the user's, for `sh` on the host or in a container. */
export interface UserCommand {
  readonly command: string
  /** The command as the document has it, where variables filled it: they may be secrets, so this is what is shown. */
  readonly written?: string
  readonly container?: ContainerReference
  readonly timeoutSeconds: number
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
