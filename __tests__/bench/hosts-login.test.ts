import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { startProxy } from '../../bench/network/proxy.ts'
import { attempt, run } from '../../bench/run.ts'
import type { SshTarget } from '../../src/config/plan.js'
import { sh } from '../../src/host-script/script.js'
import { fingerprintOf } from '../../src/hosts/host-key.js'
import { connectSsh } from '../../src/hosts/ssh.js'
import type { SshIdentity } from '../../src/hosts/ssh-identity.js'
import { Secret } from '../../src/secret.js'
import { benchKey, startOwnSshd } from './own-sshd.js'

const { host, hostBare, knownHosts, passphrase } = await readEnvironment()
const plain = await readFile(knownHosts.plain, 'utf8')
const target: SshTarget = { kind: 'ssh', user: 'deploy', address: host.address, port: host.port }
const identity = { privateKey: new Secret(await benchKey('ed25519')) }
const folder = await mkdtemp(path.join(tmpdir(), 'predeploy-login-'))
afterAll(() => rm(folder, { recursive: true }))

interface Attempt {
  readonly target?: Partial<SshTarget>
  readonly identity?: SshIdentity
  readonly knownHosts?: string
}

async function whoAmI(by: Attempt = {}): Promise<string> {
  const connection = await connectSsh({
    target: { ...target, ...by.target },
    identity: by.identity ?? identity,
    knownHosts: by.knownHosts ?? plain
  })
  try {
    return (await connection.run(sh`id -un`)).stdout.toString().trim()
  } finally {
    await connection.close()
  }
}

// The key of the bench's host of a type, its encoding, and its line.
function hostKey(type: string, of = host) {
  const [, encoded = ''] = of.hostKeys.find((key) => key.startsWith(type))?.split(' ') ?? []
  const key = Buffer.from(encoded, 'base64')
  return { fingerprint: fingerprintOf(key), line: `[${of.address}]:${of.port} ${type} ${encoded}` }
}

describe('a login with a key', () => {
  test.each(['ed25519', 'ecdsa', 'rsa', 'rsaPem', 'rsaPkcs8'] as const)('of the kind %s', async (name) => {
    expect(await whoAmI({ identity: { privateKey: new Secret(await benchKey(name)) } })).toBe('deploy')
  })

  test('that lost its line breaks', async () => {
    for (const space of [' ', '\\n']) {
      const pasted = (await benchKey('ed25519')).trim().replaceAll('\n', space)
      expect(await whoAmI({ identity: { privateKey: new Secret(pasted) } })).toBe('deploy')
    }
  })

  test('and its passphrase', async () => {
    const key = { privateKey: new Secret(await benchKey('withPassphrase')) }
    expect(await whoAmI({ identity: { ...key, passphrase: new Secret(passphrase) } })).toBe('deploy')
    await expect(whoAmI({ identity: { ...key, passphrase: new Secret('wrong') } })).rejects.toThrow(
      'ssh-passphrase does not open ssh-key'
    )
    await expect(whoAmI({ identity: key })).rejects.toThrow('encrypted and there is no passphrase')
  })

  test('that ssh-keygen encrypted with a cipher we cannot read: says how to change it', async () => {
    const file = path.join(folder, 'chacha')
    await run([
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-Z',
      'chacha20-poly1305@openssh.com',
      '-N',
      'abcdef',
      '-f',
      file
    ])
    const privateKey = new Secret(await readFile(file, 'utf8'))
    const refused = whoAmI({ identity: { privateKey, passphrase: new Secret('abcdef') } })
    await expect(refused).rejects.toMatchObject({
      remedy: expect.stringContaining('ssh-keygen -p -Z aes256-ctr')
    })
  })

  test('that the host does not know: says which was offered, and the line that would let it in', async () => {
    const stranger = await benchKey('stranger')
    await expect(whoAmI({ identity: { privateKey: new Secret(stranger) } })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^deploy@127.0.0.1:\d+ does not let this key in: ssh-ed25519 SHA256:/),
      remedy: expect.stringMatching(/authorized_keys on the host:\n {2}ssh-ed25519 AAAA/)
    })
  })

  test('and without any: says so', async () => {
    await expect(whoAmI({ identity: {} })).rejects.toThrow('there is no SSH key')
  })
})

describe('a login with an agent', () => {
  const socket = path.join(folder, 'agent')
  let agent: ChildProcess
  beforeAll(async () => {
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    const { keys } = await readEnvironment()
    for (const key of [keys.stranger, keys.rsa]) {
      for (
        let tries = 0;
        (await attempt(['ssh-add', '-q', key], { env: { SSH_AUTH_SOCK: socket } })).status !== 0;
      ) {
        tries += 1
        if (tries === 50) throw new Error('the agent does not answer')
        await pause(100)
      }
    }
  })
  afterAll(() => void agent.kill())

  test('tries its keys one after the other', async () => {
    expect(await whoAmI({ identity: { agentSocket: socket } })).toBe('deploy')
  })

  test('helps out where the key is refused', async () => {
    const privateKey = new Secret(await benchKey('stranger'))
    expect(await whoAmI({ identity: { privateKey, agentSocket: socket } })).toBe('deploy')
  })

  test('that is gone says so', async () => {
    await expect(whoAmI({ identity: { agentSocket: path.join(folder, 'nowhere') } })).rejects.toMatchObject({
      message: expect.stringContaining('the SSH agent does not answer'),
      remedy: expect.stringContaining('SSH_AUTH_SOCK')
    })
  })
})

describe('the host key', () => {
  test('may be pinned by hashed known hosts', async () => {
    expect(await whoAmI({ knownHosts: await readFile(knownHosts.hashed, 'utf8') })).toBe('deploy')
  })

  test.each(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa'])('may be pinned as %s alone', async (type) => {
    expect(await whoAmI({ knownHosts: hostKey(type).line })).toBe('deploy')
  })

  test.each(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa'])(
    'may be pinned by the fingerprint of its %s key',
    async (type) => {
      expect(await whoAmI({ target: { fingerprint: hostKey(type).fingerprint }, knownHosts: '' })).toBe(
        'deploy'
      )
    }
  )

  test('that is not pinned stops the login, and the line that is offered for pasting works', async () => {
    const error = await whoAmI({ knownHosts: '' }).catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining('is not pinned') })
    const [line = ''] = error.remedy.split('\n').slice(-1)
    expect(line.trim()).toBe(hostKey('ssh-ed25519').line)
    expect(await whoAmI({ knownHosts: line })).toBe('deploy')
  })

  test('that differs stops the login, loudly', async () => {
    const wrong = hostKey('ssh-ed25519').line.split(' ').slice(0, 1).concat('ssh-ed25519')
    const [, , other = ''] = hostKey('ssh-ed25519', hostBare).line.split(' ')
    await expect(whoAmI({ knownHosts: [...wrong, other].join(' ') })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^THE HOST KEY OF deploy@\S+ IS NOT THE PINNED ONE/)
    })
  })

  test('that has another fingerprint stops the login and tells all that it has', async () => {
    const { fingerprint } = hostKey('ssh-ed25519', hostBare)
    const error = await whoAmI({ target: { fingerprint } }).catch((thrown) => thrown)
    for (const type of ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa']) {
      expect(error.message).toContain(hostKey(type).fingerprint)
    }
  })

  test('that is revoked stops the login', async () => {
    const [, ...key] = hostKey('ssh-ed25519').line.split(' ')
    const text = `${hostKey('ssh-ed25519').line}\n@revoked * ${key.join(' ')}`
    await expect(whoAmI({ knownHosts: text })).rejects.toThrow('marked @revoked')
  })

  test('of a type that the server does not have: says which it has', async () => {
    const sshd = await startOwnSshd('rsa-only', { configuration: ['HostKey /etc/ssh/ssh_host_rsa_key'] })
    try {
      const pinned = sshd.knownHosts.split('\n').find((line) => line.includes('ssh-ed25519'))
      await expect(whoAmI({ target: sshd.target, knownHosts: pinned ?? '' })).rejects.toThrow(
        'has no host key of a pinned type. Pinned: ssh-ed25519. The server has: rsa-sha2-512,rsa-sha2-256'.replace(
          ',',
          ', '
        )
      )
      expect(await whoAmI({ target: sshd.target, knownHosts: sshd.knownHosts })).toBe('deploy')
    } finally {
      await sshd.remove()
    }
  })
})

describe('a jump host', () => {
  const behind = { address: 'bench-host-bare', port: 22 }
  const jump = { user: 'deploy', address: host.address, port: host.port }
  const lineOfBare = `bench-host-bare ${hostBare.hostKeys[0]}`

  test('is gone through', async () => {
    expect(await whoAmI({ target: { ...behind, jump } })).toBe('deploy')
  })

  test('whose key is not pinned stops the login', async () => {
    await expect(whoAmI({ target: { ...behind, jump }, knownHosts: lineOfBare })).rejects.toThrow(
      `the host key of deploy@127.0.0.1:${host.port} is not pinned`
    )
  })

  test('does not vouch for the host behind it', async () => {
    await expect(
      whoAmI({ target: { ...behind, jump }, knownHosts: hostKey('ssh-rsa').line })
    ).rejects.toThrow('the host key of deploy@bench-host-bare is not pinned')
  })

  test('that cannot reach the host says so', async () => {
    const nowhere = { address: 'bench-host-bare', port: 9 }
    await expect(whoAmI({ target: { ...nowhere, jump }, knownHosts: plain })).rejects.toThrow(
      /deploy@bench-host-bare:9 cannot be reached: the jump host deploy@127.0.0.1:\d+ cannot reach it/
    )
  })
})

describe('a host that cannot be reached', () => {
  test('because nothing listens', async () => {
    const proxy = await startProxy({ target: host.port })
    await proxy.close()
    await expect(whoAmI({ target: { port: proxy.port }, knownHosts: '' })).rejects.toMatchObject({
      message: expect.stringContaining('refuses the connection'),
      remedy: expect.stringContaining('firewall')
    })
  })

  test('because its name is unknown', async () => {
    await expect(whoAmI({ target: { address: 'no-such-host.invalid' }, knownHosts: '' })).rejects.toThrow(
      /cannot be found: its name is unknown/
    )
  })

  test('because it is silent', async () => {
    const proxy = await startProxy({ target: host.port })
    proxy.pause()
    const started = Date.now()
    await expect(whoAmI({ target: { port: proxy.port } })).rejects.toThrow(/does not answer/)
    expect(Date.now() - started).toBeLessThan(30_000)
    await proxy.close()
  })

  test('because it is no SSH server', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1'
    )
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await expect(whoAmI({ target: { port } })).rejects.toThrow('closed the connection before the login')
    server.close()
  })
})

test('a login that is dropped at first is tried again', async () => {
  const proxy = await startProxy({ target: host.port, cutAfterBytesDown: 10 })
  const [, ...key] = hostKey('ssh-ed25519').line.split(' ')
  const line = `[127.0.0.1]:${proxy.port} ${key.join(' ')}`
  expect(await whoAmI({ target: { port: proxy.port }, knownHosts: line })).toBe('deploy')
  expect(proxy.connections).toBe(2)
  await proxy.close()
})

test('a server that allows few sessions at once gets few', async () => {
  const sshd = await startOwnSshd('few-sessions', { configuration: ['MaxSessions 2'] })
  try {
    const connection = await connectSsh({ target: sshd.target, identity, knownHosts: sshd.knownHosts })
    const numbers = Array.from({ length: 12 }, (_, index) => `${index}\n`)
    const printed = numbers.map((number) => connection.run(sh`sleep 0.1; printf %s ${number}`))
    expect((await Promise.all(printed)).map(({ stdout }) => stdout.toString())).toEqual(numbers)
    await connection.close()
  } finally {
    await sshd.remove()
  }
})

test('a server that still counts sessions that are over is given a moment', async () => {
  const sshd = await startOwnSshd('late-count', { configuration: ['MaxSessions 1'] })
  try {
    const connection = await connectSsh({ target: sshd.target, identity, knownHosts: sshd.knownHosts })
    for (let times = 0; times < 5; times += 1) {
      const started = [1, 2, 3, 4].map(() => connection.run(sh`printf .`))
      expect((await Promise.all(started)).map(({ stdout }) => stdout.toString()).join('')).toBe('....')
    }
    await connection.close()
  } finally {
    await sshd.remove()
  }
})

test('a user that may not log in is told from a script that fails', async () => {
  const sshd = await startOwnSshd('nologin', { setup: 'usermod -s /usr/sbin/nologin nodock' })
  try {
    await expect(
      whoAmI({ target: { ...sshd.target, user: 'nodock' }, knownHosts: sshd.knownHosts })
    ).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('it said: This account is currently not available.'),
      remedy: expect.stringContaining('nologin')
    })
  } finally {
    await sshd.remove()
  }
})
