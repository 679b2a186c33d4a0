import type { Freed } from '../drivers/room.js'
import { identityOf, NO_ROOM, neededTogether } from '../drivers/room.js'
import { about, UserError } from '../errors.js'
import { formatBytes } from '../format.js'
import type { NeededRoom } from '../report/preview-restore.js'
import { together } from './problems.js'
import type { RestoredComponent } from './stage.js'

/** A component, as far as room is concerned. */
export type Roomy = Pick<RestoredComponent, 'name' | 'restoration' | 'instead'>

/** A component whose old data can go first, and what that frees. */
export interface Sacrifice<Component extends Roomy> {
  readonly component: Component
  readonly freed: readonly Freed[]
}

/** Adds up what comes to each file system. Components are staged beside each other, so what is enough for each may be too little for all. */
export function roomNeeded(components: readonly Roomy[]): readonly NeededRoom[] {
  const demands = components.flatMap(({ name, restoration }) =>
    (restoration.outlook?.demands ?? []).map((demand) => ({ name, demand }))
  )
  const freed = components.flatMap(({ instead }) => instead?.freed ?? [])
  return [...Map.groupBy(demands, ({ demand }) => identityOf(demand.fileSystem))].map(([identity, here]) => ({
    components: [...new Set(here.map(({ name }) => name))],
    places: here.map(({ demand }) => demand.place),
    neededBytes: neededTogether(here.map(({ demand }) => demand.coming)),
    // Each probe asked at its own moment.
    freeBytes: Math.min(...here.map(({ demand }) => demand.fileSystem.freeBytes)),
    freedBytes: freed
      .filter(({ fileSystem }) => identityOf(fileSystem) === identity)
      .reduce((sum, { bytes }) => sum + bytes, 0)
  }))
}

/** The file systems on which there is too little. */
export const roomLacking = (components: readonly Roomy[]): readonly NeededRoom[] =>
  roomNeeded(components).filter((room) => lacking(room) > 0)

/**
 * Lets the old data of as few components as possible go first, the largest before others, until there is room for all. Gives all
 * components, changed or not; there may be too little all the same.
 */
export const sacrificed = <Component extends Roomy>(
  components: readonly Component[],
  sacrifices: readonly Sacrifice<Component>[]
): readonly Component[] =>
  sacrifices
    .toSorted((one, other) => total(other.freed) - total(one.freed))
    .reduce((all, { component, freed }) => {
      const { withoutOld } = component.restoration
      const short = roomLacking(all).some(({ components }) => components.includes(component.name))
      if (!short || withoutOld === undefined) return all
      const { clear, restoration } = withoutOld
      return all.map((one) => (one === component ? { ...one, restoration, instead: { clear, freed } } : one))
    }, components)

/** Refuses a restore for which there is no room, before the first byte travels: `help` is what can be done beside making room. */
export function refuseWithoutRoom(lackingRoom: readonly NeededRoom[], help?: string): void {
  if (lackingRoom.length === 0) return
  throw together(
    'not everything can be restored',
    lackingRoom.map((room) => about(room.components.join(', '), noRoom(room, help)))
  )
}

function noRoom(room: NeededRoom, help: string | undefined): UserError {
  const { neededBytes, freeBytes, freedBytes, places } = room
  const without = freedBytes === 0 ? '' : `, and ${formatBytes(freedBytes)} would be without the old data`
  const make = `Make ${formatBytes(lacking(room))} of room where ${places.join(', and ')}.`
  return new UserError(
    `${NO_ROOM}: ${formatBytes(neededBytes)} are needed, ${formatBytes(freeBytes)} are free${without}`,
    { remedy: help === undefined ? make : `${make}\n${help}` }
  )
}

const lacking = ({ neededBytes, freeBytes, freedBytes }: NeededRoom): number =>
  neededBytes - freeBytes - freedBytes

const total = (freed: readonly Freed[]): number => freed.reduce((sum, { bytes }) => sum + bytes, 0)
