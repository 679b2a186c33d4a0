import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { openStore } from '../../src/stores/index.js'
import { bytes } from './bytes.js'

const options = { environment: {}, spoolDirectory: tmpdir() }

test('a directory is opened as what it is', async () => {
  const path = await mkdtemp(join(tmpdir(), 'store-'))
  const store = await openStore({ kind: 'directory', path }, options)
  expect(store.label).toBe(path)
  expect(await store.put('a', bytes(3))).toMatchObject({ key: 'a', bytes: 3 })
  await store.close()
  await rm(path, { recursive: true })
})

test('S3 is opened without a request', async () => {
  const target = {
    ...({ kind: 's3', bucket: 'b', prefix: 'p/q', endpoint: 'http://127.0.0.1:9', region: 'r' } as const),
    ...({ pathStyle: true, checksum: 'auto', maximumParts: 10_000, uniformParts: false } as const)
  }
  const store = await openStore(target, options)
  expect(store.label).toBe('s3://b/p/q')
  expect(store.locate('shop/1/manifest.json')).toBe('s3://b/p/q/shop/1/manifest.json')
  expect(store.time()).toBeUndefined()
  await store.close()
})

test('a directory loads nothing of the AWS SDK', async () => {
  const loaded = await importsOf(resolve('src/stores/index.ts'))
  expect([...loaded].some((name) => name.endsWith('directory.ts'))).toBe(true)
  expect([...loaded].filter((name) => name.includes('@aws-sdk') || name.includes('/s3'))).toEqual([])
})

/** All that a module loads at once, by its import lines: packages by name, modules of ours by path. */
async function importsOf(path: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  const source = await readFile(path, 'utf8')
  for (const [, name = ''] of source.matchAll(/^(?:import|export)(?! type)[^'"]*['"]([^'"]+)['"]/gm)) {
    const target = name.startsWith('.') ? resolve(path, '..', name.replace(/\.js$/, '.ts')) : name
    if (found.has(target)) continue
    found.add(target)
    if (name.startsWith('.')) await importsOf(target, found)
  }
  return found
}
