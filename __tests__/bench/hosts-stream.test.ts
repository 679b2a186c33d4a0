import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { type Proxy as NetworkProxy, startProxy } from '../../bench/network/proxy.ts'
import { guarded } from '../../src/host-script/guard.js'
import { sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import type { Host } from '../../src/hosts/host.js'
import { connectSsh } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'

const environment = await readEnvironment()
const key = await readFile(environment.keys.ed25519, 'utf8')
const endless = watched([guarded(sh`cat /dev/zero`), sh`cat`])

async function connectThrough(proxy: NetworkProxy): Promise<Host> {
  const { address, port, knownHosts } = environment.host
  return connectSsh({
    target: { kind: 'ssh', user: 'deploy', address, port: proxy.port },
    identity: { privateKey: new Secret(key) },
    knownHosts: knownHosts.join('\n').replaceAll(`:${port} `, `:${proxy.port} `)
  })
}

describe('a stream over SSH', () => {
  let proxy: NetworkProxy
  let host: Host
  beforeAll(async () => {
    proxy = await startProxy({ target: environment.host.port })
    host = await connectThrough(proxy)
  })
  afterAll(async () => {
    await host.close()
    await proxy.close()
  })

  test('brings 200 MB down unchanged', async () => {
    const file = `/tmp/hosts-stream-${randomBytes(4).toString('hex')}`
    const { stdout } = await host.run(sh`head -c 200000000 /dev/urandom >${file} && sha256sum <${file}`)
    const hash = createHash('sha256')
    for await (const chunk of host.read(watched([guarded(sh`cat ${file}`), sh`cat`])))
      hash.update(chunk as Buffer)
    await host.run(sh`rm ${file}`)
    expect(`${hash.digest('hex')}  -\n`).toBe(stdout.toString())
  })

  test('brings 200 MB up unchanged', async () => {
    const piece = randomBytes(1_000_000)
    const hash = createHash('sha256')
    async function* source() {
      for (let count = 0; count < 200; count += 1) {
        hash.update(piece)
        yield piece
      }
    }
    const { stdout } = await host.write(sh`sha256sum`, source())
    expect(stdout.toString()).toBe(`${hash.digest('hex')}  -\n`)
  })

  test('waits for whoever reads slowly, in little memory', async () => {
    const [before, memory] = [proxy.bytesDown, process.memoryUsage().rss]
    const stream = host.read(endless)
    let taken = 0
    while (taken < 10e6) {
      await pause(10)
      taken += (stream.read() as Buffer | null)?.length ?? 0
    }
    await pause(3000)
    expect(proxy.bytesDown - before).toBeLessThan(taken + 8e6)
    expect(process.memoryUsage().rss - memory).toBeLessThan(64e6)
    stream.destroy()
  })

  test('waits for a script that reads slowly', async () => {
    let given = 0
    async function* source() {
      for (; given < 200e6; given += 100_000) yield Buffer.alloc(100_000)
    }
    const writing = host.write(sh`sleep 2; cat >/dev/null`, source())
    await pause(1500)
    const givenAtFirst = given
    await writing
    expect(givenAtFirst).toBeLessThan(8e6)
    expect(given).toBe(200e6)
  })

  test('does not keep others waiting while nobody reads it', async () => {
    const stalled = host.read(endless)
    await pause(1000)
    const started = Date.now()
    const stream = host.read(watched([guarded(sh`head -c 20000000 /dev/zero`), sh`cat`]))
    expect(Buffer.concat(await stream.toArray()).length).toBe(20_000_000)
    expect((await host.run(sh`echo quick`)).stdout.toString()).toBe('quick\n')
    expect(Date.now() - started).toBeLessThan(10_000)
    stalled.destroy()
  })
})

test('a slow link that is busy with data is not taken for a dead one', async () => {
  // What the proxy holds back delays every answer by half a minute and more.
  const proxy = await startProxy({ target: environment.host.port, bytesPerSecond: 60_000 })
  const host = await connectThrough(proxy)
  const stream = host.read(endless)
  const started = Date.now()
  for await (const _ of stream) if (Date.now() - started > 75_000) break
  expect(Date.now() - started).toBeGreaterThan(75_000)
  await proxy.close()
  await host.close()
})
