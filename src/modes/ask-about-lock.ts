import { type Facts, readFacts } from '../drivers/facts.js'
import type { Script } from '../host-script/script.js'
import type { Host } from '../hosts/host.js'

/** Runs a script about the lock and gives what it printed. */
export async function askAboutLock(host: Host, script: Script, signal: AbortSignal): Promise<Facts> {
  const { stdout } = await host.run(script, { name: 'the script of the lock', timeoutSeconds: 60, signal })
  return readFacts(stdout.toString())
}
