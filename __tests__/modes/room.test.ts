import { describe, expect, test } from '@jest/globals'
import type { Outlook, Restoration } from '../../src/drivers/driver.js'
import { UserError, UserErrors } from '../../src/errors.js'
import { sh } from '../../src/host-script/script.js'
import { type Roomy, refuseWithoutRoom, roomLacking, roomNeeded, sacrificed } from '../../src/modes/room.js'

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

const refuse = (components: readonly Roomy[]) => refuseWithoutRoom(roomLacking(components))

const disk = { device: '1', bytes: 2 ** 40, freeBytes: 500 * MEBIBYTE }

/** One whose old data could go first. */
function goingFirst(name: string, mebibytes: number) {
  const { restoration } = component(name, '1', mebibytes, 500)
  const measure = { script: sh`true`, read: () => [] }
  const scripts = { ready: sh`true`, unready: sh`true`, clear: sh`true` }
  return {
    name,
    restoration: { ...restoration, withoutOld: { measure, ...scripts, restoration } }
  } as Roomy
}

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
    for (const each of [db, uploads]) expect(() => refuse([each])).not.toThrow()
    expect(() => refuse([db, uploads])).toThrow(
      expect.objectContaining({
        constructor: UserError,
        message: 'db, uploads: there is no room beside the old data: 236 MiB are needed, 200 MiB are free',
        remedy: 'Make 36.0 MiB of room where db lies, and uploads lies.'
      })
    )
    const elsewhere = component('uploads', '2', 100, 200)
    expect(() => refuse([db, elsewhere])).not.toThrow()
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
    expect(() => refuse([uploads, photos])).not.toThrow()
    expect(roomNeeded([uploads, photos])).toHaveLength(2)
  })

  test('is told of all file systems at once', () => {
    const both = [component('db', '1', 100, 1), component('uploads', '2', 100, 1)]
    expect(() => refuse(both)).toThrow(UserErrors)
  })

  test('is not asked of what tells nothing', () => {
    expect(roomNeeded([{ name: 'new', restoration: restoration({}) }])).toEqual([])
  })

  test('is made by the old data of as few components as possible', () => {
    // 500 of 1000 MiB are free, and twice 300 are needed.
    const all: readonly Roomy[] = [
      goingFirst('small', 300),
      goingFirst('large', 300),
      component('db', '2', 1, 900)
    ]
    const freed = (mebibytes: number) => [{ fileSystem: disk, bytes: mebibytes * MEBIBYTE }]
    const [small, large] = all as [Roomy, Roomy]
    const first = (...given: Parameters<typeof sacrificed<Roomy>>[1]) => {
      const made = sacrificed(all, given)
      return [
        made.flatMap(({ name, instead }) => (instead === undefined ? [] : [name])),
        roomLacking(made).length
      ]
    }
    expect(first({ component: small, freed: freed(200) }, { component: large, freed: freed(400) })).toEqual([
      ['large'],
      0
    ])
    expect(first({ component: small, freed: freed(100) }, { component: large, freed: freed(120) })).toEqual([
      ['small', 'large'],
      0
    ])
    expect(first({ component: small, freed: freed(10) }, { component: large, freed: freed(20) })).toEqual([
      ['small', 'large'],
      1
    ])
    expect(first()).toEqual([[], 1])
    // What is staged beside its old data must fit before any goes, whatever that frees.
    const db = component('db', '1', 600, 500)
    const beside: readonly Roomy[] = [goingFirst('large', 100), db]
    const huge = { component: beside[0] as Roomy, freed: freed(9000) }
    expect(roomLacking(sacrificed(beside, [huge]))).toMatchObject([{ components: ['large', 'db'] }])
    // What frees most may be elsewhere.
    const elsewhere = { ...disk, device: '3' }
    expect(
      first(
        { component: small, freed: freed(200) },
        { component: large, freed: [{ fileSystem: elsewhere, bytes: 9000 * MEBIBYTE }] }
      )
    ).toEqual([['small'], 0])
    // The first is not needed once the second is in.
    expect(
      first({ component: small, freed: freed(150) }, { component: large, freed: freed(180) }).flat()
    ).toEqual(['large', 0])
  })
})
