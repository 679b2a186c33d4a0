import { readFile } from 'node:fs/promises'
import { readEnvironment } from '../../bench/environment.ts'
import { connectSsh } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'
import { describeHost } from '../hosts/contract.js'

const { host, hostBare, keys, knownHosts } = await readEnvironment()

const connectAs =
  (user: string, { address, port }: { address: string; port: number }) =>
  async () =>
    connectSsh({
      target: { kind: 'ssh', user, address, port },
      identity: { privateKey: new Secret(await readFile(keys.ed25519, 'utf8')) },
      knownHosts: await readFile(knownHosts.plain, 'utf8')
    })

describeHost('a host over SSH', connectAs('deploy', host))
describeHost('a host with a login shell that talks', connectAs('banner', host))
describeHost('a host with nothing but busybox', connectAs('busybox', hostBare))
describeHost('a host behind a jump host', async () =>
  connectSsh({
    target: {
      kind: 'ssh',
      user: 'deploy',
      address: 'bench-host-bare',
      port: 22,
      jump: { user: 'deploy', ...host }
    },
    identity: { privateKey: new Secret(await readFile(keys.ed25519, 'utf8')) },
    knownHosts: await readFile(knownHosts.plain, 'utf8')
  })
)
