import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { latestKey, manifestKey } from '../../src/backup-set/keys.js'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { readLast, shrinkage } from '../../src/modes/shrinkage.js'
import { directoryStore } from '../../src/stores/directory.js'
import { writeJson } from '../../src/stores/json.js'
import type { Store } from '../../src/stores/store.js'
import { sampleManifest } from './sample-manifest.js'

const ID = '20261121T100000Z-00000b'
const MIB = 2 ** 20

/** A component of a database server, by the sizes of its databases. */
function databases(sizes: Readonly<Record<string, number>>): ManifestComponent {
  const [component] = sampleManifest(ID).components
  const [artifact] = component?.artifacts ?? []
  if (component === undefined || artifact === undefined) throw new Error('the sample holds no artifact')
  return {
    ...component,
    artifacts: Object.entries(sizes).map(([part, bytes]) => ({ ...artifact, part, bytes }))
  }
}

describe('beside the last backup', () => {
  const told = (now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) =>
    shrinkage([databases(now)], sampleManifest(ID, { components: [databases(before)] }))

  test.each([
    [
      { shop: 10 * MIB },
      { shop: 21 * MIB },
      ['db/shop: has 10.0 MiB, less than half of the 21.0 MiB in the last backup (']
    ],
    [
      { shop: MIB },
      { shop: MIB, blog: MIB },
      ['db/blog: is not there any more, but was (1.0 MiB) in the last backup (']
    ]
  ])('%j after %j is told', (now, before, sentences) => {
    expect(told(now, before)).toEqual(sentences.map((sentence) => `${sentence}${ID})`))
  })

  test.each([
    [{ shop: 11 * MIB }, { shop: 21 * MIB }],
    [{ shop: 1 }, { shop: 60 * 1024 }],
    [{ shop: MIB, blog: 1 }, { shop: MIB }]
  ])('%j after %j is nothing to tell', (now, before) => {
    expect(told(now, before)).toEqual([])
  })

  test('what was not captured now, or was another kind then, is nothing to tell', () => {
    const last = sampleManifest(ID, { components: [databases({ shop: MIB })] })
    expect(shrinkage([], last)).toEqual([])
    expect(shrinkage([{ ...databases({ shop: 1 }), type: 'mysql' }], last)).toEqual([])
  })
})

describe('the last backup', () => {
  let folder: string
  let store: Store
  let warnings: string[]
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'shrinkage-'))
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

  test('that cannot be read is told and holds nothing up', async () => {
    await point('nothing that this program writes')
    expect(await readLast(store, 'shop', log)).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining('latest.json is not what this program writes')])
  })
})
