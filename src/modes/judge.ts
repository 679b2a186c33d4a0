import type { Check, Inspection } from '../drivers/driver.js'
import { about } from '../errors.js'
import type { Host } from '../hosts/host.js'

/** Asks the host a driver's question and lets the driver judge the answer. Throws with the component's name in front. */
export async function judge(
  host: Host,
  question: { readonly name: string; readonly check: Check; readonly what: string },
  staged: readonly Inspection[]
): Promise<void> {
  const { name, check, what } = question
  try {
    const { stdout } = await host.run(check.script, { name: what })
    check.judge(stdout.toString(), staged)
  } catch (error) {
    throw about(name, error)
  }
}
