import type { Restoration } from '../../src/drivers/driver.js'
import { refuseWithoutRoom, roomLacking } from '../../src/modes/room.js'

/** Throws as a restore of this component alone does where there is no room for it. */
export const requireRoomFor = (restoration: Restoration): void =>
  refuseWithoutRoom(roomLacking([{ name: 'it', restoration }]))
