import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Proxy as NetworkProxy } from '../../bench/network/proxy.ts'
import { attempt } from '../../bench/run.ts'

/** What a fault can strike. */
export interface Struck {
  /** The process of the runner; nothing once it has ended. */
  readonly runner: number
  readonly ssh: NetworkProxy
  readonly store: NetworkProxy
  readonly host: string
  readonly containers: { readonly db: string; readonly cache: string; readonly shop: string }
}

/** Something that happens to a run. */
export interface Fault {
  readonly name: string
  /** Strikes, and gives what mends it once the run and its `post` have ended. */
  deal(struck: Struck): Promise<() => Promise<unknown>>
}

/** Numbers between zero and one that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The folder of the host in which runs leave word. */
export const WORDS = '/home/deploy/.predeploy-backup'

/** All faults, in an order that seeds rely on. */
export const FAULTS: readonly Fault[] = [
  { name: 'the runner is killed', deal: ({ runner }) => signal(runner, 'SIGKILL') },
  { name: 'the job is cancelled', deal: ({ runner }) => cancel(runner) },
  {
    name: 'SSH is cut',
    async deal({ ssh }) {
      ssh.cut()
      return nothing
    }
  },
  {
    name: 'the network is away for 10 s',
    async deal({ ssh, store }) {
      for (const way of [ssh, store]) way.pause()
      await sleep(10_000)
      for (const way of [ssh, store]) way.resume()
      return nothing
    }
  },
  {
    name: 'Docker stands still for 5 s',
    async deal() {
      const pid = Number(await readFile('/var/run/docker.pid', 'utf8'))
      process.kill(pid, 'SIGSTOP')
      await sleep(5000)
      process.kill(pid, 'SIGCONT')
      return nothing
    }
  },
  { name: 'Postgres is killed', deal: ({ containers }) => killContainer(containers.db) },
  { name: 'Redis is killed', deal: ({ containers }) => killContainer(containers.cache) },
  {
    name: 'the disk on which runs leave word is full',
    async deal({ host }) {
      const onHost = (line: string) => attempt(['docker', 'exec', '--user', '0', host, 'sh', '-c', line])
      await onHost(`cat /dev/zero >${WORDS}/filling`)
      return () => onHost(`rm -f ${WORDS}/filling`)
    }
  },
  {
    name: 'the store is gone',
    async deal({ store }) {
      await store.refuse()
      return () => store.accept()
    }
  },
  {
    name: 'the runner is killed and the network is gone',
    async deal({ runner, ssh }) {
      await ssh.refuse()
      await signal(runner, 'SIGKILL')
      return () => ssh.accept()
    }
  }
]

const nothing = async (): Promise<void> => undefined

async function signal(runner: number, name: NodeJS.Signals) {
  try {
    process.kill(runner, name)
  } catch (error) {
    // It was over before.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
  return nothing
}

// As the runner of GitHub does it.
async function cancel(runner: number) {
  await signal(runner, 'SIGINT')
  const later = (async () => {
    await sleep(7500)
    await signal(runner, 'SIGTERM')
    await sleep(2500)
    await signal(runner, 'SIGKILL')
  })()
  return () => later
}

// As the kernel does it that has no memory left: Docker is not asked, and does not take it for a stop on purpose.
async function killContainer(container: string) {
  const { stdout } = await attempt(['docker', 'inspect', '--format', '{{.State.Pid}}', container])
  const pid = Number(stdout.toString())
  if (pid > 0) await signal(pid, 'SIGKILL')
  return nothing
}
