import { readFile, rename, writeFile } from 'node:fs/promises'
import type { ClientKeys } from './hosts/keys.ts'
import type { Host } from './hosts/start.ts'
import type { Store } from './s3/store.ts'
import type { Stack } from './stack/stack.ts'
import { inState, makeInState } from './state.ts'

/** All that a test has to know of the bench that is up. */
export type Environment = {
  /** The target host: zstd, curl, sudo, docker-compose; and the way (ProxyJump) to `hostBare`. */
  readonly host: Host
  /** A poorer host: no zstd, no curl, no sudo; its user `busybox` has a busybox shell and tools. */
  readonly hostBare: Host
  /** The users of both hosts by what they may do; all let in the same keys. */
  readonly users: {
    readonly deploy: 'deploy'
    /** Without the right to talk to the Docker engine. */
    readonly nodock: 'nodock'
    /** With docker rights, and a login shell that prints on stdout and stderr. */
    readonly banner: 'banner'
    /** Without docker rights, but with `sudo -n` (on `host`). */
    readonly sudoer: 'sudoer'
    /** With docker rights and the tools of busybox. */
    readonly busybox: 'busybox'
  }
  readonly keys: ClientKeys
  readonly passphrase: string
  /** Paths of two known_hosts files that pin both hosts: names as they are, and names hashed. */
  readonly knownHosts: { readonly plain: string; readonly hashed: string }
  readonly network: { readonly name: string; readonly gateway: string }
  readonly s3: Store
  readonly stack: Stack
}

/** Reads what `bench:up` wrote; an error that says so when the bench is not up. */
export async function readEnvironment(): Promise<Environment> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new Error('The bench is not up: run `npm run bench:up` first.', { cause })
  }
  return JSON.parse(text) as Environment
}

/** Writes what the bench is, once all of it stands. */
export async function writeEnvironment(environment: Environment): Promise<void> {
  await makeInState()
  await writeFile(`${path}.partial`, `${JSON.stringify(environment, null, 2)}\n`)
  await rename(`${path}.partial`, path)
}

const path = inState('bench.json')
