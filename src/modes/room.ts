import { type Demand, type Freed, identityOf, NO_ROOM, neededTogether } from '../drivers/room.js'
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
  const demands = components.flatMap(({ name, restoration, instead }) =>
    (restoration.outlook?.demands ?? []).map((demand) => ({ name, demand, isBeside: instead === undefined }))
  )
  const freed = components.flatMap(({ instead }) => instead?.freed ?? [])
  return [...Map.groupBy(demands, ({ demand }) => identityOf(demand.fileSystem))].map(([identity, here]) => {
    const beside = here.filter(({ isBeside }) => isBeside)
    // Each probe asked at its own moment.
    const freeBytes = Math.min(...here.map(({ demand }) => demand.fileSystem.freeBytes))
    const freedBytes = freedOn(identity, freed)
    const neededBytes = bytesTogether(here)
    return {
      ...{ identity, neededBytes, freeBytes, freedBytes },
      components: [...new Set(here.map(({ name }) => name))],
      places: here.map(({ demand }) => demand.place),
      // What is staged beside its old data is staged before any goes.
      lackingBytes: Math.max(
        neededBytes - freeBytes - freedBytes,
        beside.length === 0 ? 0 : bytesTogether(beside) - freeBytes
      )
    }
  })
}

/** The file systems on which there is too little. */
export const roomLacking = (components: readonly Roomy[]): readonly NeededRoom[] =>
  roomNeeded(components).filter(({ lackingBytes }) => lackingBytes > 0)

/** The file systems on which there is too little by now, right before the old data goes: all else is staged, and the figures are new. */
export const roomLackingInstead = (going: readonly Roomy[]): readonly NeededRoom[] =>
  roomNeeded(going)
    .map((room) => {
      const measured = going
        .flatMap(({ instead }) => instead?.freed ?? [])
        .filter(({ fileSystem }) => identityOf(fileSystem) === room.identity)
      const freeBytes = Math.min(room.freeBytes, ...measured.map(({ fileSystem }) => fileSystem.freeBytes))
      return { ...room, freeBytes, lackingBytes: room.neededBytes - freeBytes - room.freedBytes }
    })
    .filter(({ lackingBytes }) => lackingBytes > 0)

/**
 * Lets the old data of as few components as possible go first, those before others that free most where room lacks, until there is room for
 * all. Gives all components, changed or not; there may be too little all the same.
 */
export function sacrificed<Component extends Roomy>(
  components: readonly Component[],
  sacrifices: readonly Sacrifice<Component>[]
): readonly Component[] {
  const short = new Set(roomLacking(components).map(({ identity }) => identity))
  const gain = ({ freed }: Sacrifice<Component>): number =>
    [...short].reduce((sum, identity) => sum + freedOn(identity, freed), 0)
  const useful = sacrifices.filter((sacrifice) => gain(sacrifice) > 0)
  const wanted: Sacrifice<Component>[] = []
  for (const sacrifice of useful.toSorted((one, other) => gain(other) - gain(one))) {
    const lacks = roomLacking(without(components, wanted)).map(({ identity }) => identity)
    if (sacrifice.freed.some(({ fileSystem }) => lacks.includes(identityOf(fileSystem))))
      wanted.push(sacrifice)
  }
  if (roomLacking(without(components, wanted)).length > 0) return without(components, wanted)
  // What came in first may not be needed once others are in.
  const needed = wanted.toReversed().reduce((kept, sacrifice) => {
    const fewer = kept.filter((one) => one !== sacrifice)
    return roomLacking(without(components, fewer)).length > 0 ? kept : fewer
  }, wanted)
  return without(components, needed)
}

const without = <Component extends Roomy>(
  components: readonly Component[],
  sacrifices: readonly Sacrifice<Component>[]
): readonly Component[] =>
  components.map((component) => {
    const freed = sacrifices.find((sacrifice) => sacrifice.component === component)?.freed
    const { withoutOld } = component.restoration
    if (freed === undefined || withoutOld === undefined) return component
    const { restoration, ...instead } = withoutOld
    return { ...component, restoration, instead: { ...instead, freed } }
  })

/** Refuses a restore for which there is no room, before the first byte travels: `help` is what can be done beside making room. */
export function refuseWithoutRoom(lackingRoom: readonly NeededRoom[], help: readonly string[] = []): void {
  if (lackingRoom.length === 0) return
  throw together(
    'not everything can be restored',
    lackingRoom.map((room) => about(room.components.join(', '), noRoom(room, help)))
  )
}

function noRoom(room: NeededRoom, help: readonly string[]): UserError {
  const { neededBytes, freeBytes, freedBytes, lackingBytes, places } = room
  const gone = freedBytes === 0 ? '' : `, and ${formatBytes(freedBytes)} more without the old data`
  return new UserError(
    `${NO_ROOM}: ${formatBytes(neededBytes)} are needed, ${formatBytes(freeBytes)} are free${gone}`,
    {
      remedy: [`Make ${formatBytes(lackingBytes)} of room where ${places.join(', and ')}.`, ...help].join(
        '\n'
      )
    }
  )
}

const bytesTogether = (all: readonly { readonly demand: Demand }[]): number =>
  neededTogether(all.map(({ demand }) => demand.coming))

const freedOn = (identity: string, freed: readonly Freed[]): number =>
  freed
    .filter(({ fileSystem }) => identityOf(fileSystem) === identity)
    .reduce((sum, { bytes }) => sum + bytes, 0)
