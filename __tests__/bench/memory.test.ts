import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startProxy } from '../../bench/network/proxy.ts'
import { type BigData, bigVolume } from '../../bench/perf/big-data.ts'
import { runMetered } from '../../bench/perf/metered.ts'
import { emptyPrefix } from '../../bench/perf/tiny-stack.ts'
import { atStore, type Job, newJob, onHost } from './job.ts'

// However slow who takes a stream is, it does not pile up in the runner's memory.

const MIB = 2 ** 20
const ALLOWED = 256 * MIB
const NOISE = 640 * MIB

let noise: BigData
let job: Job

beforeAll(async () => {
  const { environment } = await newJob()
  noise = await bigVolume(environment.stack)
  await noise.grow(NOISE)
  job = await newJob({ components: { noise: noise.component } })
}, 300_000)

afterAll(async () => {
  await emptyPrefix(job)
  await noise.remove()
}, 60_000)

/** Lets each connection to a port of this machine carry so many bytes per second. */
async function slowed<Result>(
  { port, bytesPerSecond }: { readonly port: number; readonly bytesPerSecond: number },
  work: (port: number) => Promise<Result>
): Promise<Result> {
  const proxy = await startProxy({ target: port, bytesPerSecond })
  try {
    return await work(proxy.port)
  } finally {
    await proxy.close()
  }
}

describe('640 MiB of noise in 256 MiB of memory', () => {
  test('is backed up into a store that is slower than the host', async () => {
    const endpoint = Number(new URL(job.environment.s3.endpoint).port)
    // Several parts travel at once.
    const used = await slowed({ port: endpoint, bytesPerSecond: 4 * MIB }, (port) =>
      runMetered(atStore(job, { endpoint: `https://127.0.0.1:${port}` }))
    )
    expect(Number(used.main.outputs['size'])).toBeGreaterThan(NOISE)
    expect(used.peakBytes).toBeLessThan(ALLOWED)
  })

  test('is restored to a host that is slower than the store', async () => {
    const { host } = job.environment
    const inputs = { mode: 'restore', backup: 'latest', confirm: 'shop' }
    const used = await slowed({ port: host.port, bytesPerSecond: 20 * MIB }, (port) =>
      runMetered(onHost(job, { port, hostKeys: host.hostKeys }), { inputs })
    )
    expect(used.peakBytes).toBeLessThan(ALLOWED)
  })
})
