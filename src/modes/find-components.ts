import type { PlannedComponent } from '../config/plan.js'
import type { Beside, Found } from '../drivers/driver.js'
import { readFacts } from '../drivers/facts.js'
import { about, UserError } from '../errors.js'
import { tellKept } from '../host-script/keep-old.js'
import { lines, type Script, sh } from '../host-script/script.js'
import type { Host } from '../hosts/host.js'
import { HostCommandError } from '../hosts/host-command-error.js'
import { collectProblems } from './problems.js'

/** A declared component and what the host told of it. */
export interface FoundComponent {
  readonly planned: PlannedComponent
  readonly found: Found
  /** What its probe printed. */
  readonly probed: string
}

/** What the host is like, whatever the components. */
export interface HostFacts {
  /** Which of the programs that this action can use it has. */
  readonly tools: ReadonlySet<string>
  /** The runs whose restores keep the old data on purpose. */
  readonly kept: ReadonlySet<string>
}

/** Looks at the host, for a stack. */
export async function lookAtHost(host: Host, stack: string): Promise<HostFacts> {
  const { stdout } = await host.run(lines([FIND_TOOLS, tellKept(stack)]), { name: 'the look at the host' })
  const facts = readFacts(stdout.toString())
  return { tools: new Set(facts.all('tool')), kept: new Set(facts.all('kept')) }
}

/** What is looked for beside the components. */
export interface Looking {
  /** Throws where a component cannot be used. */
  readonly check?: (found: Found) => unknown
  readonly beside: Promise<Beside>
}

/** Asks the host about all components at once. Throws everything that is wrong together, also what `check` throws. */
export async function findComponents(
  host: Host,
  components: readonly PlannedComponent[],
  { check = () => undefined, beside }: Looking
): Promise<readonly FoundComponent[]> {
  return collectProblems(
    'not everything that the configuration names can be used',
    components.map(async (planned) => {
      try {
        const { stdout } = await host.run(planned.component.probe, {
          name: `the probe of ${planned.name}`,
          timeoutSeconds: PROBE_SECONDS
        })
        const probed = stdout.toString()
        const found = planned.component.found(probed, await beside)
        check(found)
        return { planned, found, probed }
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
