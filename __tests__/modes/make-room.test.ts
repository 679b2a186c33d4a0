import { describe, expect, test } from '@jest/globals'
import type { Outlook, Restoration } from '../../src/drivers/driver.js'
import { UserError } from '../../src/errors.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { makeRoom, warningsOfRoom } from '../../src/modes/make-room.js'
import type { RestoredComponent } from '../../src/modes/stage.js'

const MEBIBYTE = 1024 * 1024
const host = localHost({ PATH: process.env['PATH'] })
const check = { script: sh`true`, judge: () => undefined }

/** A component, of 100 MiB where nothing else is said, on a disk with 50 MiB free, whose old data is so many MiB. */
function component(
  name: string,
  oldMebibytes: number,
  measure: Script = sh`echo ${oldMebibytes}`,
  mebibytes = 100
): RestoredComponent {
  const fileSystem = { device: '1', bytes: 2 ** 40, freeBytes: 50 * MEBIBYTE }
  const outlook: Outlook = {
    ...{ replaced: [], returning: [], gone: [], kept: [] },
    demands: [{ coming: { bytes: mebibytes * MEBIBYTE }, fileSystem, place: `${name} lies` }],
    roomKnown: true
  }
  const restoration: Restoration = {
    ...{ outlook, places: [], stops: [], stages: [], count: check, verify: check },
    ...{ swap: () => sh`true`, undo: sh`true`, discard: sh`true` }
  }
  const read = (output: string) => [{ fileSystem, bytes: Number(output) * MEBIBYTE }]
  return {
    name,
    planned: undefined as never,
    restoration: {
      ...restoration,
      withoutOld: {
        measure: { script: measure, read },
        clear: sh`echo gone`,
        ready: sh`true`,
        unready: sh`true`,
        restoration
      }
    }
  }
}

describe('room that is made by old data', () => {
  test('needs consent, which is asked for before anything is touched', async () => {
    await expect(
      makeRoom(host, [component('uploads', 90)], { makeRoom: false, safetyBackup: true })
    ).rejects.toMatchObject({
      constructor: UserError,
      message: 'uploads: there is no room beside the old data: 126 MiB are needed, 50.0 MiB are free',
      remedy: [
        'Make 76.0 MiB of room where uploads lies.',
        'Or agree that the old data of uploads is removed before the new is staged: the input `make-room: true`. Then nothing on the host can put it back where the restore fails: what was there, as it was when the safety backup was made, is in the safety backup only.'
      ].join('\n')
    })
  })

  test('is taken where the user agreed, and told', async () => {
    const made = await makeRoom(host, [component('uploads', 90)], { makeRoom: true, safetyBackup: true })
    expect(made).toMatchObject([{ name: 'uploads', instead: { freed: [{ bytes: 90 * MEBIBYTE }] } }])
    expect(warningsOfRoom(made, {})).toEqual([
      expect.stringContaining('the old data of uploads goes before the new is staged')
    ])
    const keeping = { restore: { stops: [], keepOldSeconds: 60 } } as never
    expect(warningsOfRoom(made, keeping)).toContainEqual(expect.stringContaining('`keep-old` has no effect'))
  })

  test('is not taken where it is too little all the same', async () => {
    await expect(
      makeRoom(host, [component('uploads', 30)], { makeRoom: true, safetyBackup: true })
    ).rejects.toThrow(
      'uploads: there is no room beside the old data: 126 MiB are needed, 50.0 MiB are free, and 30.0 MiB more without the old data'
    )
  })

  test('is not asked for where nothing lacks', async () => {
    const measure = sh`exit 1`
    const lot = component('uploads', 90, measure)
    const [demand] = lot.restoration.outlook?.demands ?? []
    Object.assign(demand?.fileSystem ?? {}, { freeBytes: 2 ** 40 })
    expect(await makeRoom(host, [lot], { makeRoom: true, safetyBackup: true })).toEqual([lot])
    expect(warningsOfRoom([lot], {})).toEqual([])
  })

  test('is not asked for where it would not be enough', async () => {
    const asking = makeRoom(host, [component('uploads', 30)], { makeRoom: false, safetyBackup: true })
    await expect(asking).rejects.toMatchObject({ remedy: 'Make 76.0 MiB of room where uploads lies.' })
  })

  test('is told to be the last there was, where nothing is backed up before', async () => {
    const asking = makeRoom(host, [component('uploads', 90)], { makeRoom: false, safetyBackup: false })
    await expect(asking).rejects.toMatchObject({
      remedy: expect.stringContaining('without a safety backup it is gone for good')
    })
  })

  test('is not known where it cannot be measured, and others may be enough', async () => {
    const held = sh`echo "a slot holds it" >&2; exit 1`
    const [db, uploads] = [component('db', 0, held, 10), component('uploads', 300)]
    const made = await makeRoom(host, [db, uploads], { makeRoom: true, safetyBackup: true })
    expect(made.flatMap(({ name, instead }) => (instead === undefined ? [] : [name]))).toEqual(['uploads'])
    await expect(
      makeRoom(host, [component('db', 0, held)], { makeRoom: true, safetyBackup: true })
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^db: there is no room/),
      remedy: expect.stringMatching(/The old data of db cannot go first: .*a slot holds it/)
    })
  })
})
