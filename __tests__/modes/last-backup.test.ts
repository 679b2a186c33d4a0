import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { latestKey, manifestKey } from '../../src/backup-set/keys.js'
import { readLast } from '../../src/modes/last-backup.js'
import { directoryStore } from '../../src/stores/directory.js'
import { writeJson } from '../../src/stores/json.js'
import type { Store } from '../../src/stores/store.js'
import { sampleManifest } from './sample-manifest.js'

const ID = '20261121T100000Z-00000b'

describe('the last backup', () => {
  let folder: string
  let store: Store
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'last-backup-'))
    store = directoryStore(folder)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const point = (value: unknown) => writeJson(store, { key: latestKey('shop'), value })

  test('is what latest.json names', async () => {
    await writeJson(store, { key: manifestKey('shop', ID), value: sampleManifest(ID) })
    await point({ id: ID, key: manifestKey('shop', ID), checksum: '' })
    expect((await readLast(store, 'shop')).manifest?.id).toBe(ID)
  })

  test('may not be there', async () => {
    expect(await readLast(store, 'shop')).toEqual({})
    await point({ id: ID, key: manifestKey('shop', ID), checksum: '' })
    expect(await readLast(store, 'shop')).toEqual({})
  })

  test('is not looked for in a store that does not let us in', async () => {
    const closed: Store = { ...store, get: () => Promise.reject(new Error('Access Denied')) }
    await expect(readLast(closed, 'shop')).rejects.toThrow('Access Denied')
  })

  test('that cannot be read is told and holds nothing up', async () => {
    await point('nothing that this program writes')
    expect(await readLast(store, 'shop')).toEqual({
      unreadable: expect.stringContaining('latest.json is not what this program writes')
    })
  })
})
