import { copyFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureContainer } from '../machine/docker.ts'
import { engineSocket } from '../machine/engine.ts'
import { inState, makeInState } from '../state.ts'
import { makeHostKeys } from './keys.ts'

/** One target host: how it is reached from this machine, how the other host reaches it, and its public keys. */
export type Host = {
  readonly address: '127.0.0.1'
  readonly port: number
  readonly container: string
  readonly hostKeys: readonly string[]
  readonly knownHosts: readonly string[]
}

export type HostPlan = {
  readonly container: string
  readonly image: string
  readonly port: number
  readonly network: string
  readonly mounts: readonly string[]
  readonly store: { readonly gateway: string; readonly port: number }
}

/** Starts a target host (or finds it running) and waits until its sshd greets. */
export async function startHost(plan: HostPlan): Promise<Host> {
  const { container, image, port, network } = plan
  const hostKeys = await makeHostKeys(container)
  const folder = await makeInState('hosts', container)
  await copyFile(inState('authorized_keys'), `${folder}/authorized_keys`)
  await copyFile(inState('tls', 'ca.crt'), `${folder}/ca.crt`)
  const mounts = [`${folder}:/bench/host:ro`, `${engineSocket()}:/var/run/docker.sock`, ...plan.mounts]
  await ensureContainer({
    name: container,
    image,
    options: [
      ...[
        '--hostname',
        container,
        '--network',
        network,
        '--cap-add',
        'NET_ADMIN',
        '--restart',
        'unless-stopped'
      ],
      ...['--publish', `127.0.0.1:${port}:22`],
      ...['--env', `STORE_GATEWAY=${plan.store.gateway}`, '--env', `STORE_PORT=${plan.store.port}`],
      ...mounts.flatMap((mount) => ['--volume', mount])
    ]
  })
  await greeting(port)
  return {
    address: '127.0.0.1',
    port,
    container,
    hostKeys,
    knownHosts: hostKeys.flatMap((key) => [`[127.0.0.1]:${port} ${key}`, `${container} ${key}`])
  }
}

async function greeting(port: number): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await greets(port)) return
    await sleep(100)
  }
  throw new Error(`no sshd answers on 127.0.0.1:${port}`)
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.setTimeout(2000, () => answer(false))
    socket.once('data', (bytes) => answer(bytes.toString('latin1').startsWith('SSH-2.0')))
    socket.once('error', () => answer(false))
    socket.once('close', () => answer(false))
  })
}
