import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { latestKey, manifestKey } from '../../src/backup-set/keys.js'
import type { Manifest } from '../../src/backup-set/manifest.js'
import { parseBackupReference } from '../../src/backup-set/selection.js'
import { findBackup } from '../../src/modes/find-backup.js'
import { directoryStore } from '../../src/stores/directory.js'
import type { Store } from '../../src/stores/store.js'
import { sampleManifest } from './sample-manifest.js'

const [EARLY, MIDDLE, LATE] = [
  '20261121T080000Z-000001',
  '20261121T090000Z-000002',
  '20261121T100000Z-000003'
]
const SHA = 'f'.repeat(40)

let folder: string
let store: Store
let warnings: string[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'find-backup-'))
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

async function put(key: string, text: string): Promise<void> {
  async function* body() {
    yield Buffer.from(text)
  }
  await store.put(key, body())
}

const make = (id: string, change: Partial<Manifest> = {}) =>
  put(manifestKey('shop', id), JSON.stringify(sampleManifest(id, { tags: { 'git-sha': SHA }, ...change })))
const find = (text: string) => findBackup(store, 'shop', { reference: parseBackupReference(text), log })

describe('among backups of which one cannot be read', () => {
  test('a checksum finds the others, with a warning', async () => {
    await make(EARLY)
    await put(manifestKey('shop', MIDDLE), '{ "version": 9 }')
    const { checksum } = await find(EARLY)
    expect((await find(checksum)).manifest.id).toBe(EARLY)
    expect(warnings).toEqual([expect.stringContaining(MIDDLE)])
  })

  test('before:<sha> finds an earlier one', async () => {
    await make(EARLY)
    await put(manifestKey('shop', MIDDLE), 'not JSON')
    expect((await find(`before:${SHA}`)).manifest.id).toBe(EARLY)
  })

  test.each([
    ['stands before', [LATE]],
    ['is the only one', []]
  ])('before:<sha> does not guess where that one %s', async (_what, others) => {
    await put(manifestKey('shop', MIDDLE), 'not JSON')
    for (const id of others) await make(id)
    await expect(find(`before:${SHA}`)).rejects.toMatchObject({
      message: expect.stringContaining(MIDDLE),
      remedy: expect.stringContaining('by the id')
    })
  })
})

describe('a key', () => {
  test('may be whole, or begin with the stack', async () => {
    await make(EARLY)
    for (const key of [store.fullKey(manifestKey('shop', EARLY)), manifestKey('shop', EARLY)])
      expect((await find(key)).manifest.id).toBe(EARLY)
  })

  test('of another place is not looked for here', async () => {
    await make(EARLY)
    await expect(find(`elsewhere/shop/${EARLY}/manifest.json`)).rejects.toThrow('does not lie in')
  })
})

test('latest is the backup that latest.json pins', async () => {
  await make(EARLY)
  const { checksum } = await find(EARLY)
  const pointer = { id: EARLY, key: manifestKey('shop', EARLY), checksum }
  await put(latestKey('shop'), JSON.stringify(pointer))
  expect((await find('latest')).manifest.id).toBe(EARLY)
  await put(latestKey('shop'), JSON.stringify({ ...pointer, checksum: '0'.repeat(64) }))
  await expect(find('latest')).rejects.toThrow('not the one that latest.json pins')
})

test('a manifest of another stack in its place is refused', async () => {
  await make(EARLY, { stack: 'other' })
  await expect(find(EARLY)).rejects.toThrow(`is the manifest of other ${EARLY}`)
})
