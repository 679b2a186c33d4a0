import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../bench/environment.ts'
import { type Host, startHost } from '../../bench/hosts/start.ts'
import { labelled } from '../../bench/machine/docker.ts'
import { attempt, run } from '../../bench/run.ts'
import { inState } from '../../bench/state.ts'
import { type Disk, makeDisk } from './disk.ts'

/** Containers, volumes and hosts that belong to one file of tests, which may break them as it likes. */
export interface OwnParts {
  /** Starts a Postgres server with the superuser `shop` and gives its container. */
  postgres(name: string, settings?: readonly string[], options?: readonly string[]): Promise<string>
  /** Starts a Redis server with its data on a volume and gives its container. */
  redis(name: string, volume: string, settings?: readonly string[]): Promise<string>
  /** Makes a volume; one with a size, e.g. `20m`, is a disk of its own that can be filled, in memory: it lasts as long as somebody uses it. */
  volume(name: string, size?: string): Promise<string>
  /** Makes a volume that is a disk of so many megabytes. */
  disk(name: string, megabytes: number): Promise<string>
  /** Starts an application that has a volume mounted at /data and gives its container; `options` are Docker's. */
  application(name: string, volume: string, options?: readonly string[]): Promise<string>
  /** Starts a host that drives the same Docker as the bench's hosts; `mounts` are volumes at paths of it. */
  host(name: string, mounts?: readonly string[]): Promise<Host>
  remove(): Promise<void>
}

/** Prepares to make parts; their names begin with a word that nobody else uses. */
export function ownParts({ stack, network, s3 }: Environment): OwnParts {
  const owner = `fault-${randomBytes(4).toString('hex')}`
  const hosts: string[] = []
  const disks: Disk[] = []
  const start = async (name: string, words: readonly string[]): Promise<string> => {
    await run(['docker', 'run', '--detach', ...labelled, '--name', `${owner}-${name}`, ...words])
    return `${owner}-${name}`
  }
  return {
    async postgres(name, settings = [], more = []) {
      const login = [
        '--env',
        'POSTGRES_USER=shop',
        '--env',
        'POSTGRES_PASSWORD=fault',
        '--env',
        'LC_MESSAGES=C'
      ]
      const options = [...QUICK, ...settings].flatMap((setting) => ['-c', setting])
      const container = await start(name, [...login, ...more, stack.images.postgres, 'postgres', ...options])
      // By the network: while it is set up, the server answers on its socket only.
      await untilSuccess(['docker', 'exec', container, 'pg_isready', '-h', '127.0.0.1', '-U', 'shop'])
      return container
    },
    async redis(name, volume, settings = []) {
      const words = ['--volume', `${volume}:/data`, stack.images.redis, 'redis-server', ...settings]
      const container = await start(name, words)
      await untilSuccess(['docker', 'exec', container, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
      return container
    },
    async volume(name, size) {
      const disk = ['--opt', 'type=tmpfs', '--opt', 'device=tmpfs', '--opt', `o=size=${size}`]
      const options = size === undefined ? [] : disk
      await run(['docker', 'volume', 'create', ...labelled, ...options, `${owner}-${name}`])
      return `${owner}-${name}`
    },
    async disk(name, megabytes) {
      const disk = await makeDisk(`${owner}-${name}`, megabytes)
      disks.push(disk)
      return disk.volume
    },
    application: (name, volume, options = []) =>
      start(name, [
        '--init',
        ...options,
        '--volume',
        `${volume}:/data`,
        stack.images.web,
        'sleep',
        'infinity'
      ]),
    async host(name, mounts = []) {
      hosts.push(`${owner}-${name}`)
      return startHost({
        container: `${owner}-${name}`,
        image: stack.images.helper,
        port: await freePort(),
        network: network.name,
        mounts,
        store: { gateway: network.gateway, port: Number(new URL(s3.endpoint).port) }
      })
    },
    async remove() {
      const list = async (words: readonly string[]) =>
        (await run(['docker', ...words, '--quiet', '--filter', `name=${owner}`])).split('\n').filter(Boolean)
      const containers = await list(['ps', '--all'])
      if (containers.length > 0) await run(['docker', 'rm', '--force', '--volumes', ...containers])
      const volumes = await list(['volume', 'ls'])
      if (volumes.length > 0) await run(['docker', 'volume', 'rm', ...volumes])
      for (const disk of disks) await disk.remove()
      for (const host of hosts) await rm(inState('hosts', host), { recursive: true, force: true })
    }
  }
}

/** Waits until a command ends with exit status 0; throws after a minute. */
export async function untilSuccess(command: readonly string[]): Promise<void> {
  for (let tries = 0; (await attempt(command)).status !== 0; tries += 1) {
    if (tries === 300) throw new Error(`${command.join(' ')} does not succeed`)
    await sleep(200)
  }
}

// What would make a server durable costs time that no test needs.
const QUICK = ['fsync=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0']

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
