import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../bench/environment.ts'
import { freePort } from '../../bench/machine/ports.ts'
import type { S3Target } from '../../src/config/plan.js'
import { Secret } from '../../src/secret.js'
import { type S3StoreOptions, s3Store } from '../../src/stores/s3.js'
import type { Store } from '../../src/stores/store.js'

/** A real versitygw of a test's own, which it may kill. */
export interface Gateway {
  readonly port: number
  readonly target: S3Target
  start(): Promise<void>
  /** SIGKILL ends it as a crash would; SIGSTOP and SIGCONT freeze and thaw it. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  open(options?: Partial<S3StoreOptions>): Store
  remove(): Promise<void>
}

/** Starts one with the bench's program and certificates and an empty bucket. */
export async function startGateway(
  { s3 }: Environment,
  protocol: 'http' | 'https' = 'https'
): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  const port = await freePort(0)
  const [accessKeyId, secretAccessKey] = ['gateway-owner', 'gateway-secret-never-told']
  await Promise.all(['data/backups', 'users'].map((name) => mkdir(join(folder, name), { recursive: true })))
  let server: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const tls = protocol === 'https' ? ['--cert', s3.certificate, '--key', s3.key] : []
    const place = ['--iam-dir', join(folder, 'users'), 'posix', join(folder, 'data')]
    server = spawn(s3.binary, ['--quiet', '--keep-alive', '--port', `127.0.0.1:${port}`, ...tls, ...place], {
      env: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
      stdio: 'ignore'
    })
    while (!(await listens(port))) await sleep(20)
  }
  const signal = async (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    const ended = name === 'SIGKILL' && server?.exitCode === null ? once(server, 'exit') : undefined
    server?.kill(name)
    await ended
  }
  const target: S3Target = {
    kind: 's3',
    bucket: 'backups',
    prefix: 'pre-deploy',
    endpoint: `${protocol}://127.0.0.1:${port}`,
    region: 'us-east-1',
    pathStyle: true,
    ...(protocol === 'https' && { ca: await readFile(s3.caFile, 'utf8') }),
    checksum: 'auto',
    maximumParts: 10_000,
    uniformParts: false
  }
  await start()
  return {
    port,
    target,
    start,
    signal,
    open: (options = {}) =>
      s3Store({
        target,
        credentials: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
        environment: {},
        spoolDirectory: folder,
        ...options
      }),
    remove: async () => {
      await signal('SIGKILL')
      await rm(folder, { recursive: true })
    }
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
