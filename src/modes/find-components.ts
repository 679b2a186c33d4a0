import type { PlannedComponent } from '../config/plan.js'
import type { Found } from '../drivers/driver.js'
import { readFacts } from '../drivers/facts.js'
import { about, UserError, UserErrors } from '../errors.js'
import { type Script, sh } from '../host-script/script.js'
import type { Host } from '../hosts/host.js'

/** A declared component and what the host told of it. */
export interface FoundComponent {
  readonly planned: PlannedComponent
  readonly found: Found
}

/** Which of the programs that this action can use the host has. */
export async function findHostTools(host: Host): Promise<ReadonlySet<string>> {
  const { stdout } = await host.run(FIND_TOOLS, { name: 'the look at the host' })
  return new Set(readFacts(stdout.toString()).all('tool'))
}

/** Asks the host about all components at once. Throws everything that is wrong together, also what `check` throws. */
export async function findComponents(
  host: Host,
  components: readonly PlannedComponent[],
  check: (found: Found) => unknown = () => undefined
): Promise<readonly FoundComponent[]> {
  return collectProblems(
    'not everything that the configuration names can be used',
    components.map(async (planned) => {
      try {
        const { stdout } = await host.run(planned.component.probe, {
          name: `the probe of ${planned.name}`,
          timeoutSeconds: PROBE_SECONDS
        })
        const found = planned.component.found(stdout.toString())
        check(found)
        return { planned, found }
      } catch (error) {
        throw about(planned.name, error)
      }
    })
  )
}

/** Waits for all; where some failed, throws what they say together, or the one error as it is. */
export async function collectProblems<Result>(
  summary: string,
  work: readonly Promise<Result>[]
): Promise<readonly Result[]> {
  const settled = await Promise.allSettled(work)
  const problems = settled.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : []
  )
  if (problems.length === 1) throw problems[0]
  if (problems.length > 1) {
    throw new UserErrors(
      summary,
      problems.map((problem) => (problem instanceof UserError ? problem : about('unexpected', problem)))
    )
  }
  return settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

const FIND_TOOLS: Script = sh`for tool in zstd gzip; do
  if command -v "$tool" >/dev/null 2>&1; then printf 'tool=%s\n' "$tool"; fi
done`

const PROBE_SECONDS = 120
