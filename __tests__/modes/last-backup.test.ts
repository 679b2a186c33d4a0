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
  let warnings: string[]
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'last-backup-'))
    store = directoryStore(folder)
    warnings = []
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const log = {
    info: () => undefined,
    notice: () => undefined,
    warn: (message: string) => void warnings.push(message),
    group: <Result>(_title: string, body: () => Promise<Result>) => body()
  }
  const point = (value: unknown) => writeJson(store, { key: latestKey('shop'), value })

  test('is what latest.json names', async () => {
    await writeJson(store, { key: manifestKey('shop', ID), value: sampleManifest(ID) })
    await point({ id: ID, key: manifestKey('shop', ID), checksum: '' })
    expect((await readLast(store, 'shop', log))?.id).toBe(ID)
  })

  test('may not be there', async () => {
    expect(await readLast(store, 'shop', log)).toBeUndefined()
    await point({ id: ID, key: manifestKey('shop', ID), checksum: '' })
    expect(await readLast(store, 'shop', log)).toBeUndefined()
    expect(warnings).toEqual([])
  })

  test('is not looked for in a store that does not let us in', async () => {
    const closed: Store = { ...store, get: () => Promise.reject(new Error('Access Denied')) }
    await expect(readLast(closed, 'shop', log)).rejects.toThrow('Access Denied')
    expect(warnings).toEqual([])
  })

  test('that cannot be read is told and holds nothing up', async () => {
    await point('nothing that this program writes')
    expect(await readLast(store, 'shop', log)).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining('latest.json is not what this program writes')])
  })
})
