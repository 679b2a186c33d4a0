import { identityOf, neededTogether, noRoom } from '../drivers/room.js'
import { about } from '../errors.js'
import type { NeededRoom } from '../report/preview-restore.js'
import { together } from './problems.js'
import type { RestoredComponent } from './stage.js'

/** Adds up what comes to each file system. Components are staged beside each other, so what is enough for each may be too little for all. */
export function roomNeeded(
  components: readonly Pick<RestoredComponent, 'name' | 'restoration'>[]
): readonly NeededRoom[] {
  const demands = components.flatMap(({ name, restoration }) =>
    (restoration.outlook?.demands ?? []).map((demand) => ({ name, demand }))
  )
  return [...Map.groupBy(demands, ({ demand }) => identityOf(demand.fileSystem)).values()].map((here) => ({
    components: [...new Set(here.map(({ name }) => name))],
    places: here.map(({ demand }) => demand.place),
    neededBytes: neededTogether(here.map(({ demand }) => demand.coming)),
    // Each probe asked at its own moment.
    freeBytes: Math.min(...here.map(({ demand }) => demand.fileSystem.freeBytes))
  }))
}

/** Refuses a restore whose components have no room beside the old data together, before the first byte travels. */
export function refuseWithoutRoomTogether(components: Parameters<typeof roomNeeded>[0]): void {
  const problems = roomNeeded(components)
    .filter(({ neededBytes, freeBytes }) => freeBytes < neededBytes)
    .map((room) =>
      about(
        room.components.join(', '),
        noRoom({ needed: room.neededBytes, free: room.freeBytes, place: room.places.join(', and ') })
      )
    )
  if (problems.length > 0) throw together('not everything can be restored', problems)
}
