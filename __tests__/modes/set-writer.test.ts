import { mkdtempSync, rmSync, truncateSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { latestKey, manifestKey, setFolder, writingKey } from '../../src/backup-set/keys.js'
import type { Manifest } from '../../src/backup-set/manifest.js'
import type { Log } from '../../src/log.js'
import { abandonSet } from '../../src/modes/abandon.js'
import { latestSchema, openSet } from '../../src/modes/set-writer.js'
import { sweepDeadRuns } from '../../src/modes/sweep.js'
import { directoryStore } from '../../src/stores/directory.js'
import { readJson } from '../../src/stores/json.js'
import type { Store } from '../../src/stores/store.js'
import { text } from '../stores/texts.js'
import { sampleManifest } from './sample-manifest.js'

const [EARLIER, ID, LATER] = ['20261121T090000Z-00000a', '20261121T100000Z-00000b', '20261121T110000Z-00000c']

let folder: string
let store: Store
let told: string[]
let log: Log

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'set-'))
  store = directoryStore(folder)
  told = []
  const tell = (message: string) => void told.push(message)
  log = { info: tell, notice: tell, warn: tell, group: (_title, body) => body() }
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function begin(id: string) {
  const set = await openSet({ store, stack: 'shop', id, owner: { run: 'r' }, log })
  await store.put(set.keyOf('db.dump'), text('dump'))
  return set
}

async function make(id: string, change: Partial<Manifest> = {}) {
  const set = await begin(id)
  const committed = await set.commit(sampleManifest(id, change))
  await set.publish(sampleManifest(id, change), committed)
}

const keys = async () => (await store.list('')).map(({ key }) => key)
const latest = async () => (await readJson(store, latestKey('shop'), latestSchema))?.value.id

describe('a set', () => {
  test('shows that it is being written until it is published', async () => {
    const set = await begin(ID)
    expect(await keys()).toContain(writingKey('shop', ID))
    const committed = await set.commit(sampleManifest(ID))
    await set.publish(sampleManifest(ID), committed)
    expect(await keys()).toEqual([
      `${setFolder('shop', ID)}db.dump`,
      manifestKey('shop', ID),
      latestKey('shop')
    ])
  })

  test('is not committed when an object was changed behind our back', async () => {
    const set = await begin(ID)
    truncateSync(path.join(folder, set.keyOf('db.dump')), 3)
    await expect(set.commit(sampleManifest(ID))).rejects.toThrow('db.dump has 3 bytes, 4 bytes were stored')
    await store.remove([set.keyOf('db.dump')])
    await expect(set.commit(sampleManifest(ID))).rejects.toThrow('db.dump is gone, 4 bytes were stored')
    expect(await keys()).not.toContain(manifestKey('shop', ID))
    await set.abandon()
  })

  test('leaves nothing when it is abandoned', async () => {
    const set = await begin(ID)
    await set.abandon()
    expect(await keys()).toEqual([])
  })

  test('that is committed is never abandoned, nor overwritten', async () => {
    await make(ID)
    expect(await abandonSet(store, 'shop', ID)).toBe(false)
    const again = await begin(ID)
    await expect(again.commit(sampleManifest(ID))).rejects.toThrow()
    await again.abandon()
    expect(await keys()).toContain(manifestKey('shop', ID))
  })
})

describe('latest', () => {
  test('is the newest, also when an older run ends last', async () => {
    await make(ID)
    await make(LATER)
    await make(EARLIER)
    expect(await latest()).toBe(LATER)
  })

  test.each([
    ['partial', { partial: true }],
    ['safety', { phase: 'safety' }]
  ] as const)('is never a %s set', async (_kind, change) => {
    await make(ID)
    await make(LATER, change)
    expect(await latest()).toBe(ID)
  })
})

describe('the sweep', () => {
  const silentSince = (key: string, hours: number) => {
    const time = new Date(Date.now() - hours * 3_600_000)
    utimesSync(path.join(folder, key), time, time)
  }

  test('removes a half set whose writer fell silent a day ago, and nothing else', async () => {
    await make(EARLIER)
    for (const key of await keys()) silentSince(key, 100)
    const dead = await begin(ID)
    for (const key of [dead.keyOf('db.dump'), writingKey('shop', ID)]) silentSince(key, 25)
    const alive = await begin(LATER)
    silentSince(alive.keyOf('db.dump'), 30)
    const before = await keys()
    await sweepDeadRuns(store, 'shop', log)
    expect(before.filter((key) => key.startsWith(setFolder('shop', ID)))).toHaveLength(2)
    expect(await keys()).toEqual(before.filter((key) => !key.startsWith(setFolder('shop', ID))))
    expect(told).toEqual([`Removed what 1 dead run(s) left in the store: ${ID}`])
    await alive.abandon()
    await dead.abandon()
  })
})
