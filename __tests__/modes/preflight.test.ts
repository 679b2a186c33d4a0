import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import type { Backing, Surroundings } from '../../src/modes/look-around.js'
import { preflight } from '../../src/modes/preflight.js'
import { directoryStore } from '../../src/stores/directory.js'
import type { Store } from '../../src/stores/store.js'

let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'preflight-'))
  store = directoryStore(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const last = Promise.resolve({ manifest: undefined })
const backing = (on = store): Backing => {
  const log = { info() {}, notice() {}, warn() {}, group: <T>(_: string, body: () => T) => body() }
  const run = { token: 'mine', tags: {}, log, noteWriting() {} }
  return { plan: { stack: 'shop' }, chosen: [], run, store: on } as unknown as Backing
}
const keys = async () => (await store.list('')).map(({ key }) => key.replace(/.*\//, ''))
const rejected = async (error: unknown): Promise<never> => {
  throw error
}

describe('before a backup', () => {
  test('the set is begun while host and store are looked at', async () => {
    const look = Promise.withResolvers<Surroundings>()
    const passed = preflight(backing(), { last, seen: look.promise })
    while ((await keys()).length === 0) await new Promise(setImmediate)
    const around = { tools: new Set(), components: [], warnings: [], quiet: [] } as unknown as Surroundings
    look.resolve(around)
    const { seen, begun } = await passed
    expect(seen).toBe(around)
    expect(await keys()).toEqual(['writing.json'])
    await begun.set.abandon()
  })

  test('nothing stays in the store where something is wrong with the host', async () => {
    const wrong = new UserError('db: no such container')
    await expect(preflight(backing(), { last, seen: rejected(wrong) })).rejects.toBe(wrong)
    expect(await keys()).toEqual([])
  })

  test('a store that takes nothing is told with what else is wrong', async () => {
    const refusing = {
      ...store,
      put: () => rejected(new UserError('403', { remedy: 'Grant s3:PutObject.' }))
    }
    const seen = rejected(new UserError('db: no such container', { remedy: 'Start it.' }))
    await expect(preflight(backing(refusing), { last, seen })).rejects.toMatchObject({
      problems: [{ message: 'db: no such container' }, { message: '403', remedy: 'Grant s3:PutObject.' }]
    })
  })

  test('a store that cannot be read is asked for nothing more', async () => {
    const unread = rejected(new UserError('GetObject failed: 403'))
    await expect(preflight(backing(), { last: unread, seen: unread })).rejects.toThrow(
      'GetObject failed: 403'
    )
    expect(await keys()).toEqual([])
  })
})
