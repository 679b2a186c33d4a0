import { setTimeout as sleep } from 'node:timers/promises'
import type { HealthCheck } from '../config/plan.js'
import { asError, UserError } from '../errors.js'
import { formatDuration } from '../format.js'
import { askHttp } from '../host-script/ask-http.js'
import type { Host } from '../hosts/host.js'
import type { Run } from './run.js'
import { runUserCommand } from './user-command.js'

/** Asks until all of a health check is content. Throws a UserError with the last answer where it is not in time. */
export async function awaitCheck(
  host: Host,
  check: HealthCheck,
  { log, signal }: Pick<Run, 'log' | 'signal'>
): Promise<void> {
  log.info(`Waiting for the health of the stack, at most ${formatDuration(check.seconds)}`)
  const deadline = performance.now() + check.seconds * 1000
  for (;;) {
    signal.throwIfAborted()
    try {
      await askOnce(host, check)
      return
    } catch (error) {
      if (performance.now() >= deadline) throw notHealthy(check, error)
    }
    await sleep(1000)
  }
}

async function askOnce(host: Host, { http, command }: HealthCheck): Promise<void> {
  if (http !== undefined) await host.run(askHttp(http), { name: http, timeoutSeconds: 30 })
  if (command !== undefined) await runUserCommand(host, { name: 'restore.health', command })
}

const notHealthy = ({ seconds }: HealthCheck, error: unknown): UserError =>
  new UserError(
    `the stack is not healthy ${formatDuration(seconds)} after it was started: ${asError(error).message}`,
    {
      remedy:
        'Does it work with the data of the backup? Where it may rightly take longer: `restore: { health: { timeout: 10m } }`.',
      cause: error
    }
  )
