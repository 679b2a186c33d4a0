import { setTimeout as sleep } from 'node:timers/promises'
import { attempt } from '../run.ts'
import { fixed, type Role } from './stack.ts'

/** Waits until the servers among these containers answer to a real question. */
export async function waitUntilReady(containers: Readonly<Partial<Record<Role, string>>>): Promise<void> {
  await Promise.all(
    Object.entries(containers).map(([role, container]) => {
      const probe = probes[role as Role]
      return probe === undefined ? undefined : untilReady(container, probe)
    })
  )
}

type Probe = { readonly command: readonly string[]; readonly answer: string }

// By the network address: while the official image initialises, its temporary server listens on the socket only.
const postgresProbe: Probe = { command: ['pg_isready', '-q', '-h', '127.0.0.1', '-U', 'shop'], answer: '' }

const probes: Readonly<Partial<Record<Role, Probe>>> = {
  db: postgresProbe,
  cache: redisProbe(''),
  sessions: redisProbe(fixed.passwords.sessions),
  redisAof: redisProbe(''),
  redisAuth: redisProbe(fixed.passwords.redisAuth)
}

function redisProbe(password: string): Probe {
  return { command: ['env', `REDISCLI_AUTH=${password}`, 'redis-cli', 'ping'], answer: 'PONG' }
}

async function untilReady(container: string, probe: Probe): Promise<void> {
  let last = ''
  for (let tries = 0; tries < 300; tries += 1) {
    const { status, stdout, stderr } = await attempt(['docker', 'exec', container, ...probe.command])
    last = stdout.toString('utf8').trim() || stderr.trim()
    if (status === 0 && stdout.toString('utf8').trim() === probe.answer) return
    await sleep(100)
  }
  throw new Error(`${container} does not become ready: ${last}`)
}
