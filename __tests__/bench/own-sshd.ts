import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { readEnvironment } from '../../bench/environment.ts'
import { inspectContainer, labelled, removeContainer } from '../../bench/machine/docker.ts'
import { engineSocket } from '../../bench/machine/engine.ts'
import { attempt, run } from '../../bench/run.ts'
import { inState } from '../../bench/state.ts'

/** A host of a test's own, which may be broken without disturbing anybody. It has the keys of the bench's bare host. */
export interface OwnSshd {
  readonly container: string
  readonly target: {
    readonly kind: 'ssh'
    readonly user: string
    readonly address: string
    readonly port: number
  }
  readonly knownHosts: string
  remove(): Promise<void>
}

/** Starts a host whose sshd has these lines in its configuration, after a script has prepared it. */
export async function startOwnSshd(
  name: string,
  {
    configuration = [],
    setup = ''
  }: { readonly configuration?: readonly string[]; readonly setup?: string } = {}
): Promise<OwnSshd> {
  const { hostBare, network } = await readEnvironment()
  const image = await inspectContainer(hostBare.container, '{{.Config.Image}}')
  if (image === undefined) throw new Error('the bench has no bare host')
  const container = `hosts-test-${name}`
  await removeContainer(container)
  const prepare = `printf '%s\\n' ${configuration.map((line) => `'${line}'`).join(' ')} >/etc/ssh/sshd_config.d/aa.conf; ${setup}`
  await run([
    ...['docker', 'run', '-d', '--name', container, ...labelled, '--network', network.name],
    ...['--publish', '127.0.0.1::22', '--volume', `${engineSocket()}:/var/run/docker.sock`],
    ...['--volume', `${inState('hosts', hostBare.container)}:/bench/host:ro`],
    ...[image, 'sh', '-c', `${prepare}\nexec /start.sh`]
  ])
  const [, port] = /:(\d+)\s*$/m.exec(await run(['docker', 'port', container, '22'])) ?? []
  await listening(container)
  return {
    container,
    target: { kind: 'ssh', user: 'deploy', address: '127.0.0.1', port: Number(port) },
    knownHosts: hostBare.hostKeys.map((key) => `[127.0.0.1]:${port} ${key}`).join('\n'),
    remove: () => removeContainer(container)
  }
}

/** The text of one of the bench's private keys. */
export async function benchKey(
  name: 'ed25519' | 'ecdsa' | 'rsa' | 'rsaPem' | 'rsaPkcs8' | 'withPassphrase' | 'stranger'
) {
  return readFile((await readEnvironment()).keys[name], 'utf8')
}

async function listening(container: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { stderr } = await attempt(['docker', 'logs', container])
    if (stderr.includes('Server listening')) return
    await pause(100)
  }
  throw new Error(`${container}: sshd does not listen`)
}
