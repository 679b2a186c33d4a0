import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from './run.ts'
import { request } from './s3/request.ts'
import type { Store } from './s3/store.ts'
import { inState, makeInState } from './state.ts'

export { request } from './s3/request.ts'

/** Starts the S3 server (or finds it running), with its bucket, its second user and that user's rights. */
export async function start(store: Store): Promise<void> {
  if (await answers(store)) return
  await launch(store)
  for (let tries = 0; !(await answers(store)); tries += 1) {
    if (tries === 100) throw new Error(`versitygw does not answer; its log is ${logPath}`)
    await sleep(50)
  }
  await allowWriter(store)
}

/** Stops the S3 server; SIGKILL ends it as a crash would, in the middle of what it does. */
export async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  const pid = await runningPid()
  if (pid !== undefined) {
    process.kill(pid, signal)
    while ((await runningPid()) !== undefined) await sleep(20)
  }
  await rm(pidPath, { force: true })
}

const pidPath = inState('s3.pid')
const logPath = inState('logs', 'versitygw.log')

async function launch(store: Store): Promise<void> {
  await makeInState('logs')
  const log = openSync(logPath, 'a')
  const args = [
    ...[
      '--quiet',
      // As real ones do; else every request would shake hands anew.
      '--keep-alive',
      '--region',
      store.region,
      '--cert',
      store.certificate,
      '--key',
      store.key,
      '--health',
      '/healthz'
    ],
    ...store.listen.flatMap((address) => ['--port', address]),
    ...['--iam-dir', join(store.data, '..', 'users')],
    ...['posix', '--versioning-dir', join(store.data, '..', 'versions'), store.data]
  ]
  const env = { ROOT_ACCESS_KEY: store.owner.accessKeyId, ROOT_SECRET_KEY: store.owner.secretAccessKey }
  const child = spawn(store.binary, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env }
  })
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.unref()
  await writeFile(pidPath, String(child.pid))
}

async function allowWriter(store: Store): Promise<void> {
  const { accessKeyId, secretAccessKey } = store.writer
  const users = await readFile(join(store.data, '..', 'users', 'users.json'), 'utf8')
  if (!users.includes(accessKeyId)) {
    await run(
      [
        ...[store.binary, 'admin', '--endpoint-url', store.endpoint, '--allow-insecure', 'create-user'],
        ...['--access', accessKeyId, '--secret', secretAccessKey, '--role', 'user']
      ],
      { env: { ADMIN_ACCESS_KEY: store.owner.accessKeyId, ADMIN_SECRET_KEY: store.owner.secretAccessKey } }
    )
  }
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [accessKeyId] },
        Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
        Resource: `arn:aws:s3:::${store.bucket}/app/*`
      }
    ]
  }
  await request(store, { method: 'PUT', path: `/${store.bucket}?policy=`, body: JSON.stringify(policy) })
}

async function answers(store: Store): Promise<boolean> {
  const ca = await readFile(store.caFile)
  return new Promise((resolve) => {
    get(`${store.endpoint}/healthz`, { ca, timeout: 2000, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}

async function runningPid(): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(pidPath, 'utf8'))
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    return commandLine.includes('versitygw') ? pid : undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
