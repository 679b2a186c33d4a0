import { setTimeout as sleep } from 'node:timers/promises'
import { type Proxy as NetworkProxy, startProxy } from '../../bench/network/proxy.ts'
import type { Step } from '../../bench/runner.ts'
import { request } from '../../bench/s3.ts'
import { type Job, onHost, runJob } from './job.ts'

/** What happens in the middle of a run. */
export interface Strike {
  /** Which way the bytes go that are counted: `down` from the host in a backup, `up` to it in a restore. */
  readonly way: 'down' | 'up'
  /** After how many of them; by default, so many that an upload must be open, and then one has to be. */
  readonly bytes?: number
  /** Done while the connection to the host stands still; it does so for good where the answer is `stay silent`. */
  readonly blow: (proxy: NetworkProxy) => unknown
  /** The host of the job, where it is not the bench's. */
  readonly host?: { readonly port: number; readonly hostKeys: readonly string[] }
  readonly inputs?: Readonly<Record<string, string>>
  readonly step?: Partial<Step>
}

/**
 * Runs a job and strikes in the middle of it: when some bytes have passed between host and runner, they are held, the blow is dealt,
 * and they go on.
 */
export async function strike(job: Job, { way, bytes, blow, host, inputs, step }: Strike) {
  const { port, hostKeys } = host ?? job.environment.host
  const proxy = await startProxy({ target: port, bytesPerSecond: BYTES_PER_SECOND })
  try {
    let over = false
    const running = runJob(shortSighted(onHost(job, { port: proxy.port, hostKeys })), inputs, step).finally(
      () => {
        over = true
      }
    )
    const passed = () => (way === 'down' ? proxy.bytesDown : proxy.bytesUp)
    while (passed() < (bytes ?? HALF_WAY) && !over) await sleep(5)
    if (over) throw new Error(`the run was over before half of it:\n${(await running).main.log}`)
    proxy.pause()
    if (bytes === undefined) await untilUploadIsOpen(job)
    if ((await blow(proxy)) !== 'stay silent') proxy.resume()
    return await running
  } finally {
    await proxy.close()
  }
}

// A test that finds no open upload afterwards has shown something only if there was one.
async function untilUploadIsOpen({ environment: { s3 }, prefix }: Job): Promise<void> {
  const path = `/${s3.bucket}?uploads=`
  for (let tries = 0; !(await request(s3, { path })).includes(`<Key>${prefix}/`); tries += 1) {
    if (tries === 100) throw new Error('no upload is open half way')
    await sleep(200)
  }
}

// At its usual level zstd reads 24 MB ahead: what it compresses would be through before the blow.
const shortSighted = (job: Job): Job => ({
  ...job,
  document: { ...job.document, compression: { codec: 'zstd', level: 1 } }
})

// The first part of an upload is of 6 MiB, and some of the bytes are not of the stream.
const HALF_WAY = 11 * 2 ** 20
const BYTES_PER_SECOND = 24 * 2 ** 20
