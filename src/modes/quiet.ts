import type { Quiesce } from '../config/plan.js'
import type { Quiet } from '../drivers/driver.js'
import { readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { findQuiet, type QuietReference } from '../host-script/quiet-containers.js'
import type { QuietContainer } from '../host-script/quiet-list.js'
import type { Host } from '../hosts/host.js'
import { together } from './problems.js'

/** A container that runs and shall be quiet. */
export interface RunningContainer extends QuietContainer {
  /** Whether it is not well to begin with: it does not stay up, or its check says so. */
  readonly ill: boolean
}

/** What shall be quiet, and the key of the configuration that says so. */
export interface AskedQuiet {
  readonly containers: Quiesce['containers']
  readonly key: 'quiesce' | 'restore.stop'
}

/** Finds the containers that run and shall be quiet, in the order in which they stop. Throws where there is none of a name. */
export async function findQuietContainers(
  host: Host,
  { containers, key }: AskedQuiet
): Promise<readonly RunningContainer[]> {
  if (containers.length === 0) return []
  const { stdout } = await host.run(findQuiet(containers.map(({ reference }) => reference)), {
    name: 'the look at what shall be quiet',
    timeoutSeconds: 60
  })
  const facts = readFacts(stdout.toString())
  const missing = facts.all('quiet-missing').map((line) => {
    const [, index = '', said = ''] = /^(\d+) (.*)$/.exec(line) ?? []
    return nobody(key, containers[Number(index)]?.reference, said)
  })
  if (missing.length > 0) throw together('not all that shall be quiet was found', missing)
  const found = facts.all('quiet').map((line) => {
    const [, index = '', id = '', state = '', health = '', removed = '', name = ''] =
      /^(\d+) (\S+) (\S+) (\S+) (\S+) \/?(.*)$/.exec(line) ?? []
    const action = containers[Number(index)]?.action ?? 'stop'
    const ill = state === 'restarting' || health === 'unhealthy'
    return { id, name, action, state, ill, removed: removed === 'true' }
  })
  // What does not run stays as it is, and is not started afterwards.
  const running = found
    .filter(({ state }) => state === 'running' || state === 'restarting')
    .filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)
  const refused = running.flatMap((container) => refusal(key, container))
  if (refused.length > 0) throw together('not all that shall be quiet can be', refused)
  return running.map(({ id, name, action, ill }) => ({ id, name, action, ill }))
}

/** What drivers are told of containers that will be quiet. */
export const quietStates = (containers: readonly QuietContainer[]): Quiet =>
  new Map(containers.map(({ id, action }) => [id, action === 'stop' ? 'exited' : 'paused']))

function refusal(key: AskedQuiet['key'], { name, action, state, removed }: Asked): readonly UserError[] {
  if (action === 'stop' && removed) {
    return [
      new UserError(`${key} would stop ${name}, and Docker would remove what was started with --rm`, {
        remedy: `Start ${name} without --rm${key === 'quiesce' ? `, or pause it: \`quiesce: { pause: [${name}] }\`` : ''}.`
      })
    ]
  }
  if (action === 'pause' && state === 'restarting') {
    return [
      new UserError(`${key} cannot pause ${name}: it does not stay up, Docker restarts it again and again`, {
        remedy: `See \`docker logs ${name}\`, or stop it: \`quiesce: { stop: [${name}] }\`.`
      })
    ]
  }
  return []
}

interface Asked extends RunningContainer {
  readonly state: string
  /** Whether Docker removes it when it stops. */
  readonly removed: boolean
}

const nobody = (key: AskedQuiet['key'], reference: QuietReference | undefined, said: string): UserError =>
  new UserError(
    `${key}: no container ${tell(reference)} on the host${/no such (container|object)|^\s*$/i.test(said) ? '' : ` (${said.trim()})`}`,
    {
      remedy: `Compare with \`docker ps -a\` on the host and correct \`${key}\`.`
    }
  )

function tell(reference: QuietReference | undefined): string {
  if (reference === undefined || typeof reference === 'string') return reference ?? 'of that name'
  return 'label' in reference
    ? `with the label ${reference.label}`
    : `${reference.service} of project ${reference.project}`
}
