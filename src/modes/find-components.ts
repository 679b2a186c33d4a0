import type { PlannedComponent } from '../config/plan.js'
import type { Found } from '../drivers/driver.js'
import { readFacts } from '../drivers/facts.js'
import { about, UserError } from '../errors.js'
import { type Script, sh } from '../host-script/script.js'
import type { Host } from '../hosts/host.js'
import { HostCommandError } from '../hosts/host-command-error.js'
import { collectProblems } from './problems.js'

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
        throw about(planned.name, tooSlow(error))
      }
    })
  )
}

// What helps a capture, a longer time limit, does not help here.
function tooSlow(error: unknown): unknown {
  if (!(error instanceof HostCommandError) || error.ending !== 'timeout') return error
  return new UserError(error.message, {
    remedy:
      'Does Docker answer on the host (`docker ps`), and do the disks? A folder with millions of files takes long to look through where the user is not root and not allowed `sudo -n`.',
    cause: error
  })
}

const FIND_TOOLS: Script = sh`for tool in zstd gzip; do
  if command -v "$tool" >/dev/null 2>&1; then printf 'tool=%s\n' "$tool"; fi
done`

const PROBE_SECONDS = 600
