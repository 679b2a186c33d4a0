import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { HostTarget } from '../../src/config/plan.js'
import type { Script } from '../../src/host-script/script.js'

/** Starts a process of its own that reads a script, and waits until the first bytes have come. */
export async function startReadingRunner(reading: {
  readonly target: HostTarget
  readonly key: string
  readonly knownHosts: string
  readonly script: Script
}): Promise<ChildProcess> {
  const program = path.join(import.meta.dirname, 'reading-runner.ts')
  const settings = JSON.stringify({ ...reading, script: reading.script.text })
  const runner = spawn(
    process.execPath,
    ['--no-warnings', '--import', RESOLVE_TYPESCRIPT, program, settings],
    {
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  await once(runner.stdout, 'data')
  runner.stdout.resume()
  return runner
}

// The sources import each other by the names of what they are compiled to.
const RESOLVE_TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({
  resolve: (name, context, next) =>
    next(name.startsWith('.') && name.endsWith('.js') && context.parentURL.endsWith('.ts') ? name.replace(/js$/, 'ts') : name, context)
})`)}`
