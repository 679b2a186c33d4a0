import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { directoryStore } from '../../src/stores/directory.js'
import { bytes, bytesThenError } from './bytes.js'
import { testStore } from './contract.js'

testStore('a directory', async () => {
  const root = await mkdtemp(join(tmpdir(), 'store-'))
  return {
    store: directoryStore(join(root, 'made', 'by', 'it')),
    remove: () => rm(root, { recursive: true })
  }
})

describe('a directory as a store', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'store-'))
  })
  afterAll(() => rm(root, { recursive: true }))

  test('keeps objects as plain files that only their owner can read', async () => {
    const store = directoryStore(root)
    await store.put('shop/1/db.zst', bytes(100))
    const found = await stat(join(root, 'shop/1/db.zst'))
    expect(found.size).toBe(100)
    expect(found.mode & 0o777).toBe(0o600)
    expect((await stat(join(root, 'shop'))).mode & 0o777).toBe(0o700)
  })

  test('has no object before its end', async () => {
    const store = directoryStore(root)
    let seen: readonly string[] = []
    await store.put(
      'late/object',
      (async function* () {
        yield* bytes(1000)
        seen = await readdir(join(root, 'late'))
        expect(await store.head('late/object')).toBeUndefined()
      })()
    )
    expect(seen).toEqual([expect.stringMatching(/^\.object\.[0-9a-f]{16}\.draft$/)])
    expect(await readdir(join(root, 'late'))).toEqual(['object'])
  })

  test('shows the drafts of dead runs as open uploads and sweeps them', async () => {
    const store = directoryStore(root)
    await mkdir(join(root, 'dead/1'), { recursive: true })
    await writeFile(join(root, 'dead/1/.db.zst.0123456789abcdef.draft'), 'half')
    const [upload, ...others] = await store.openUploads('dead/')
    expect(upload).toMatchObject({ key: 'dead/1/db.zst', uploadId: '0123456789abcdef' })
    expect(others).toEqual([])
    if (upload !== undefined) await store.abortUpload(upload)
    expect(await store.openUploads('')).toEqual([])
    expect(await readdir(root)).not.toContain('dead')
  })

  test('refuses an upload id that is a path', async () => {
    const store = directoryStore(root)
    const upload = { key: 'a', uploadId: '../../x', started: new Date() }
    await expect(store.abortUpload(upload)).rejects.toThrow('is not the id of a draft')
  })

  test('refuses keys that look like drafts', async () => {
    const store = directoryStore(root)
    const key = 'a/.b.0123456789abcdef.draft'
    await expect(store.put(key, bytes(1))).rejects.toThrow('is not the key of an object')
  })

  test('leaves no folder behind a failed put, and never its own root', async () => {
    const store = directoryStore(root)
    await expect(store.put('x/y/z', bytesThenError(10, new Error('died')))).rejects.toThrow('died')
    expect(await readdir(root)).not.toContain('x')
    await store.remove((await store.list('')).map(({ key }) => key))
    expect(await readdir(root)).toEqual([])
  })

  test('takes only plain files for objects', async () => {
    const store = directoryStore(root)
    await symlink('/etc', join(root, 'link'))
    await mkdir(join(root, 'folder'))
    expect(await store.list('')).toEqual([])
    expect(await store.head('folder')).toBeUndefined()
    await rm(join(root, 'link'))
  })

  test('explains a file where a folder must be', async () => {
    const store = directoryStore(root)
    await store.put('file', bytes(1))
    const put = store.put('file/below', bytes(1))
    await expect(put).rejects.toMatchObject({
      name: 'UserError',
      remedy: expect.stringContaining('file, not a directory')
    })
  })
})
