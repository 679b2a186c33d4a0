import { describe, expect, test } from '@jest/globals'
import type { Outlook, Restoration } from '../../src/drivers/driver.js'
import { UserError, UserErrors } from '../../src/errors.js'
import { sh } from '../../src/host-script/script.js'
import { refuseWithoutRoomTogether, roomNeeded } from '../../src/modes/room.js'

const MEBIBYTE = 1024 * 1024
const check = { script: sh`true`, judge: () => undefined }

/** A component that stages so many MiB of files on a device with so many free. */
function component(name: string, device: string, mebibytes: number, free: number, more: More = {}) {
  const { bytes = 2 ** 40, ...beside } = more
  const fileSystem = { device, bytes, freeBytes: free * MEBIBYTE }
  const outlook: Outlook = {
    ...{ replaced: [], returning: [], gone: [], kept: [] },
    demands: [{ coming: { bytes: mebibytes * MEBIBYTE, ...beside }, fileSystem, place: `${name} lies` }],
    roomKnown: true
  }
  return { name, restoration: restoration({ outlook }) }
}

interface More {
  /** How large the device is. */
  readonly bytes?: number
  readonly beside?: number
  readonly writer?: string
}

const restoration = (change: Partial<Restoration>): Restoration => ({
  ...{ places: [], stops: [], stages: [], count: check, verify: check },
  ...{ swap: () => sh`true`, undo: sh`true`, discard: sh`true` },
  ...change
})

describe('the room for a restore', () => {
  test('is added up for each file system, with one reserve', () => {
    const needed = roomNeeded([
      component('db', '1', 100, 900),
      component('uploads', '1', 200, 800),
      component('config', '2', 10, 50)
    ])
    expect(
      needed.map(({ components, places, neededBytes, freeBytes }) => [
        components,
        places,
        Math.round(neededBytes / MEBIBYTE),
        freeBytes / MEBIBYTE
      ])
    ).toEqual([
      [['db', 'uploads'], ['db lies', 'uploads lies'], 346, 800],
      [['config'], ['config lies'], 27, 50]
    ])
  })

  test('may be enough for each and too little for all', () => {
    const [db, uploads] = [component('db', '1', 100, 200), component('uploads', '1', 100, 200)]
    for (const each of [db, uploads]) expect(() => refuseWithoutRoomTogether([each])).not.toThrow()
    expect(() => refuseWithoutRoomTogether([db, uploads])).toThrow(
      expect.objectContaining({
        constructor: UserError,
        message: 'db, uploads: there is no room beside the old data: 236 MiB are needed, 200 MiB are free',
        remedy: 'Make 36.0 MiB of room where db lies, and uploads lies.'
      })
    )
    const elsewhere = component('uploads', '2', 100, 200)
    expect(() => refuseWithoutRoomTogether([db, elsewhere])).not.toThrow()
  })

  test('is for the log of a server once, however many components it has', () => {
    const log = { beside: 1000 * MEBIBYTE, writer: 'c0ffee' }
    const needed = (...all: ReturnType<typeof component>[]) =>
      roomNeeded(all).map(({ neededBytes }) => Math.round(neededBytes / MEBIBYTE))
    const [shop, blog] = [component('shop', '1', 100, 900, log), component('blog', '1', 100, 900, log)]
    expect(needed(shop, blog)).toEqual([220 + 1000 + 16])
    expect(needed(shop, component('blog', '1', 100, 900, { ...log, writer: 'decaf' }))).toEqual([
      220 + 2000 + 16
    ])
  })

  test('is not added up where quotas make several of one device', () => {
    const uploads = component('uploads', '1', 100, 200, { bytes: 300 * MEBIBYTE })
    const photos = component('photos', '1', 100, 200, { bytes: 400 * MEBIBYTE })
    expect(() => refuseWithoutRoomTogether([uploads, photos])).not.toThrow()
    expect(roomNeeded([uploads, photos])).toHaveLength(2)
  })

  test('is told of all file systems at once', () => {
    const both = [component('db', '1', 100, 1), component('uploads', '2', 100, 1)]
    expect(() => refuseWithoutRoomTogether(both)).toThrow(UserErrors)
  })

  test('is not asked of what tells nothing', () => {
    expect(roomNeeded([{ name: 'new', restoration: restoration({}) }])).toEqual([])
  })
})
