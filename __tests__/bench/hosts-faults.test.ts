import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { inspectContainer, labelled, removeContainer } from '../../bench/machine/docker.ts'
import { type Proxy as NetworkProxy, startProxy } from '../../bench/network/proxy.ts'
import { run } from '../../bench/run.ts'
import { guardedInContainer } from '../../src/host-script/container.js'
import { sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import type { Host, HostStream } from '../../src/hosts/host.js'
import { connectSsh } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'
import { benchKey, type OwnSshd, startOwnSshd } from './own-sshd.js'
import { startReadingRunner } from './runner-process.js'

// A container that is captured from, and a host that asks nothing of its clients, as most do.
const container = `hosts-test-capture-${randomBytes(3).toString('hex')}`
const capture = watched([guardedInContainer({ id: container }, sh`cat /dev/zero`), sh`cat`])
const key = await benchKey('ed25519')
let sshd: OwnSshd
let proxy: NetworkProxy
let host: Host

beforeAll(async () => {
  const image = await inspectContainer('shop-worker', '{{.Config.Image}}')
  await run([
    'docker',
    'run',
    '-d',
    '--init',
    '--name',
    container,
    ...labelled,
    String(image),
    'sleep',
    'infinity'
  ])
})
afterAll(() => removeContainer(container))

beforeEach(async () => {
  sshd = await startOwnSshd('faults', { configuration: ['ClientAliveInterval 0'] })
  proxy = await startProxy({ target: sshd.target.port })
  host = await connectSsh({
    target: { ...sshd.target, port: proxy.port },
    identity: { privateKey: new Secret(key) },
    knownHosts: sshd.knownHosts.replaceAll(`:${sshd.target.port} `, `:${proxy.port} `)
  })
})
afterEach(async () => {
  await proxy.close()
  await host.close()
  await sshd.remove()
})

const processes = () => run(['docker', 'top', container, '-eo', 'pid,args'])

async function nothingRuns(seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (let left = await processes(); /zero|while/.test(left); left = await processes()) {
    if (Date.now() > deadline) throw new Error(`after ${seconds} s there still runs:\n${left}`)
    await pause(200)
  }
}

// Reads on and on; a fault happens once megabytes have come. (It does not hold up the reading: Docker lets nothing of a container
// end while somebody does not take its output.)
async function readUntil(stream: HostStream, megabytes: number, fault: () => unknown): Promise<void> {
  let bytes = 0
  let happening: Promise<unknown> | undefined
  try {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length
      if (bytes > megabytes * 1e6) happening ??= Promise.resolve(fault())
    }
  } finally {
    await happening
  }
  throw new Error('the stream ended as if all were well')
}

describe('a capture dies, on the runner and in the container, when', () => {
  test('the connection is cut', async () => {
    await expect(readUntil(host.read(capture), 20, () => proxy.cut())).rejects.toMatchObject({
      ending: 'lost connection'
    })
    await nothingRuns(5)
  })

  test('the connection ends as if that were right', async () => {
    const endSessions = () => run(['docker', 'exec', sshd.container, 'pkill', '-TERM', '-f', 'sshd: deploy'])
    await expect(readUntil(host.read(capture), 20, endSessions)).rejects.toMatchObject({
      ending: 'lost connection'
    })
    await nothingRuns(5)
  })

  test('the host goes away', async () => {
    const die = () => run(['docker', 'kill', sshd.container])
    await expect(readUntil(host.read(capture), 20, die)).rejects.toMatchObject({ ending: 'lost connection' })
    await nothingRuns(5)
  })

  test('the client of Docker on the host is killed', async () => {
    const killClient = () => run(['docker', 'exec', sshd.container, 'pkill', '-KILL', '-x', 'docker'])
    await expect(readUntil(host.read(capture), 20, killClient)).rejects.toMatchObject({ ending: 137 })
    await nothingRuns(5)
  })

  test('the tool in the container is killed', async () => {
    const killTool = () => run(['docker', 'exec', container, 'sh', '-c', 'kill -9 $(pidof cat)'])
    await expect(readUntil(host.read(capture), 20, killTool)).rejects.toMatchObject({ ending: 137 })
    await nothingRuns(5)
  })

  test('its time is up', async () => {
    const stream = host.read(capture, { name: 'the dump', timeoutSeconds: 2 })
    await expect(readUntil(stream, 1, () => undefined)).rejects.toMatchObject({
      message: 'the dump failed (not done within 2 s)'
    })
    await nothingRuns(5)
  })

  test('it is not wanted any more', async () => {
    const stream = host.read(capture)
    await once(stream, 'readable')
    stream.destroy()
    await nothingRuns(5)
    expect((await host.run(sh`echo still there`)).stdout.toString()).toBe('still there\n')
  })

  test('the connection is closed', async () => {
    const stream = host.read(capture)
    await once(stream, 'readable')
    const failed = expect(stream.toArray()).rejects.toMatchObject({ name: 'HostCommandError' })
    await host.close()
    await failed
    await nothingRuns(5)
  })

  test.each(['ssh', 'local'] as const)('its runner is killed (%s)', async (kind) => {
    const runner = await startReadingRunner({
      target: kind === 'ssh' ? sshd.target : { kind },
      key,
      knownHosts: sshd.knownHosts,
      script: capture
    })
    expect(await processes()).toContain('cat /dev/zero')
    runner.kill('SIGKILL')
    await once(runner, 'exit')
    await nothingRuns(5)
  })

  test('the network goes silent: the runner within a minute, the host within two and a half', async () => {
    const stream = host.read(capture)
    await once(stream, 'readable')
    const silent = Date.now()
    proxy.pause()
    await expect(stream.toArray()).rejects.toMatchObject({
      ending: 'lost connection',
      message: expect.stringContaining('nothing was heard')
    })
    expect(Date.now() - silent).toBeLessThan(60_000)
    await nothingRuns(110)
  })
})

// Without the care that `guarded` takes, a few of these sizes lose their end with exit status 0.
test('a capture keeps its end when nobody takes it for a while', async () => {
  const stalled = host.read(captureOf(1e9))
  const held = await heldByPipes()
  stalled.destroy()
  await nothingRuns(5)
  const sizes = Array.from({ length: 32 }, (_, index) => held - 400_000 + index * 16_384)
  const received = sizes.map(async (size) => {
    const stream = host.read(captureOf(size))
    await once(stream, 'readable')
    await pause(5000)
    let bytes = 0
    for await (const chunk of stream) bytes += (chunk as Buffer).length
    return bytes
  })
  expect(await Promise.all(received)).toEqual(sizes)
})

const captureOf = (bytes: number) =>
  watched([guardedInContainer({ id: container }, sh`head -c ${bytes} /dev/zero`), sh`cat`])

// How much a tool can write before somebody must take it.
async function heldByPipes(): Promise<number> {
  for (let before = -1; ; await pause(500)) {
    const [, pid] = /^\s*(\d+)\s+head -c/m.exec(await processes()) ?? []
    if (pid === undefined) continue
    const [, written] = /wchar: (\d+)/.exec(await run(['cat', `/proc/${pid}/io`])) ?? []
    if (Number(written) === before) return before
    before = Number(written)
  }
}

test('a script that is fed dies when the connection is cut', async () => {
  async function* source() {
    for (;;) {
      yield Buffer.alloc(1_000_000)
      if (proxy.bytesUp > 20e6) proxy.cut()
    }
  }
  await expect(host.write(sh`cat >/dev/null`, source())).rejects.toMatchObject({ ending: 'lost connection' })
})

test('a short script whose connection is lost is no success', async () => {
  const running = host.run(sh`sleep 100`)
  const failed = expect(running).rejects.toMatchObject({ ending: 'lost connection' })
  await pause(500)
  proxy.cut()
  await failed
  await expect(host.run(sh`true`)).rejects.toMatchObject({ ending: 'lost connection' })
})
