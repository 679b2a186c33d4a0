import type { Plan } from '../config/plan.js'
import { about } from '../errors.js'
import type { Host } from '../hosts/host.js'
import { collectProblems } from './problems.js'
import { refuseWithoutRoom, roomLacking, type Sacrifice, sacrificed } from './room.js'
import { goesFirst, type RestoredComponent } from './stage.js'

/**
 * Finds room for what is to be staged. Where old and new do not fit beside each other and the user agrees, the old data of some
 * components goes first, so that a restore which fails cannot bring it back. Changes nothing; throws a UserError where there is no room even so, or where
 * nobody agreed.
 */
export async function makeRoom(
  host: Host,
  components: readonly RestoredComponent[],
  agreed: boolean
): Promise<readonly RestoredComponent[]> {
  const lacking = roomLacking(components)
  if (lacking.length === 0) return components
  const short = new Set(lacking.flatMap((room) => room.components))
  const sacrifices = await collectProblems(
    'not everything can be restored',
    components.filter(({ name }) => short.has(name)).map((component) => measure(host, component))
  )
  const made = sacrificed(
    components,
    sacrifices.filter((each) => each !== undefined)
  )
  refuseWithoutRoom(roomLacking(made))
  if (!agreed) refuseWithoutRoom(lacking, consentTo(made))
  return made
}

/** What the user should know where old data goes first. */
export function warningsOfRoom(
  components: readonly Pick<RestoredComponent, 'name' | 'instead'>[],
  { restore }: Pick<Plan, 'restore'>
): readonly string[] {
  const names = namesOf(components)
  if (names === '') return []
  return [
    `there is no room for old and new beside each other, so the old data of ${names} goes before the new is staged (make-room): nothing on the host can put it back where the restore fails`,
    ...(restore?.keepOldSeconds === undefined
      ? []
      : ['`keep-old` has no effect: `backup: undo` will not be able to take this restore back'])
  ]
}

async function measure(
  host: Host,
  component: RestoredComponent
): Promise<Sacrifice<RestoredComponent> | undefined> {
  const { withoutOld } = component.restoration
  if (withoutOld === undefined) return undefined
  try {
    const { stdout } = await host.run(withoutOld.measure.script, {
      name: 'the measure of what is there',
      timeoutSeconds: 600
    })
    return { component, freed: withoutOld.measure.read(stdout.toString()) }
  } catch (error) {
    throw about(component.name, error)
  }
}

const consentTo = (made: readonly RestoredComponent[]): string =>
  `Or agree that the old data of ${namesOf(made)} is removed before the new is staged: the input \`make-room: true\`. ` +
  'Then nothing on the host can put it back where the restore fails; what was there is in the safety backup only.'

const namesOf = (components: readonly Pick<RestoredComponent, 'name' | 'instead'>[]): string =>
  components
    .filter(goesFirst)
    .map(({ name }) => name)
    .join(', ')
