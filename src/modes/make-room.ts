import type { Plan } from '../config/plan.js'
import { asError } from '../errors.js'
import type { Host } from '../hosts/host.js'
import { refuseWithoutRoom, roomLacking, type Sacrifice, sacrificed } from './room.js'
import { goesFirst, type RestoredComponent } from './stage.js'

/** What the user agreed to. */
export interface Consent {
  /** Whether old data may go before the new is staged, where there is no room for both. */
  readonly makeRoom: boolean
  /** Whether what is there is backed up first. */
  readonly safetyBackup: boolean
}

/**
 * Finds room for what is to be staged. Where old and new do not fit beside each other and the user agrees, the old data of some
 * components goes first, so that a restore which fails cannot bring it back. Changes nothing; throws a UserError where there is no room even so, or where
 * nobody agreed.
 */
export async function makeRoom(
  host: Host,
  components: readonly RestoredComponent[],
  consent: Consent
): Promise<readonly RestoredComponent[]> {
  const lacking = roomLacking(components)
  if (lacking.length === 0) return components
  const short = new Set(lacking.flatMap((room) => room.components))
  const measured = await Promise.all(
    components.filter(({ name }) => short.has(name)).map((component) => measure(host, component))
  )
  const made = sacrificed(
    components,
    measured.flatMap(({ sacrifice }) => sacrifice ?? [])
  )
  const notes = measured.flatMap(({ note }) => note ?? [])
  if (consent.makeRoom) refuseWithoutRoom(roomLacking(made), notes)
  else if (roomLacking(made).length > 0) refuseWithoutRoom(lacking, notes)
  else refuseWithoutRoom(lacking, [...notes, consentTo(made, consent)])
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

interface Measured {
  readonly sacrifice?: Sacrifice<RestoredComponent>
  /** Why its old data cannot go first. */
  readonly note?: string
}

async function measure(host: Host, component: RestoredComponent): Promise<Measured> {
  const { withoutOld } = component.restoration
  if (withoutOld === undefined) return {}
  try {
    const { stdout } = await host.run(withoutOld.measure.script, {
      name: 'the measure of what is there',
      timeoutSeconds: 600
    })
    return { sacrifice: { component, freed: withoutOld.measure.read(stdout.toString()) } }
  } catch (error) {
    return { note: `(The old data of ${component.name} cannot go first: ${asError(error).message})` }
  }
}

const consentTo = (made: readonly RestoredComponent[], { safetyBackup }: Consent): string =>
  [
    `Or agree that the old data of ${namesOf(made)} is removed before the new is staged: the input \`make-room: true\`.`,
    'Then nothing on the host can put it back where the restore fails:',
    safetyBackup
      ? 'what was there, as it was when the safety backup was made, is in the safety backup only.'
      : 'without a safety backup it is gone for good.'
  ].join(' ')

const namesOf = (components: readonly Pick<RestoredComponent, 'name' | 'instead'>[]): string =>
  components
    .filter(goesFirst)
    .map(({ name }) => name)
    .join(', ')
