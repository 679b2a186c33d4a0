import type { BigIntStats } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { draftKey, draftPath, removeDraft, writeDraft } from './directory/draft.js'
import { explainFileError } from './directory/explain.js'
import { folderOfKey, pruneFolders, walk } from './directory/tree.js'
import { codeOf } from './error-code.js'
import { byKey, checkedKey, checkedPrefix, notAKey } from './keys.js'
import { openSource, type Source, unmarked } from './source.js'
import { ObjectMissing, type OpenUpload, type PutOptions, type Store, type StoredObject } from './store.js'

/** A store in a directory: an object is a file, and a file that is still being written hides under a draft's name. */
export function directoryStore(path: string): Store {
  const root = resolve(path)
  const pathOf = (key: string): string => {
    if (draftKey(key) !== undefined) throw notAKey(key)
    return join(root, checkedKey(key))
  }
  const explained = explainFileError(root)

  const describe = async (key: string): Promise<StoredObject | undefined> => {
    const found = await statFile(pathOf(key))
    return found === undefined ? undefined : describeFile(key, found)
  }

  const store = async (
    key: string,
    source: Source,
    { ifAbsent = false }: PutOptions
  ): Promise<StoredObject> => {
    const target = pathOf(key)
    try {
      return describeFile(key, await writeDraft(target, source, ifAbsent))
    } catch (error) {
      await pruneFolders(root, folderOfKey(key))
      throw error
    }
  }

  return {
    label: root,
    locate: (key) => join(root, key),
    fullKey: (key) => key,
    time: () => new Date(),

    put: async (key: string, body: AsyncIterable<Uint8Array>, options: PutOptions = {}) => {
      const source = openSource(body, new AbortController().signal)
      try {
        return await explained(`writing ${key}`, () => store(key, source, options))
      } catch (error) {
        throw unmarked(error)
      } finally {
        await source.letGo()
      }
    },

    get: (key: string): Promise<Readable> =>
      explained(`reading ${key}`, async () => {
        const target = pathOf(key)
        if ((await statFile(target)) === undefined) throw new ObjectMissing(target)
        const file = await open(target)
        return file.createReadStream({ highWaterMark: 1 << 18 })
      }),

    head: (key) => explained(`looking at ${key}`, () => describe(key)),

    list: (prefix) =>
      explained(`listing ${prefix}`, async () => {
        const keys = (await walk(root, checkedPrefix(prefix))).filter((key) => draftKey(key) === undefined)
        const found = await Promise.all(keys.map(describe))
        return found.filter((object) => object !== undefined).sort(byKey)
      }),

    remove: (keys) =>
      explained('deleting', async () => {
        for (const key of keys) {
          await rm(pathOf(key), { force: true })
          await pruneFolders(root, folderOfKey(key))
        }
      }),

    openUploads: (prefix) =>
      explained(`listing ${prefix}`, async () => {
        const drafts = (await walk(root, folderOfKey(checkedPrefix(prefix))))
          .map(draftKey)
          .filter((draft) => draft !== undefined)
        const wanted = drafts.filter(({ key }) => key.startsWith(prefix))
        const found = await Promise.all(wanted.map((draft) => describeDraft(root, draft)))
        return found.filter((upload) => upload !== undefined).sort(byKey)
      }),

    abortUpload: (upload) =>
      explained(`deleting the draft of ${upload.key}`, async () => {
        await removeDraft(pathOf(upload.key), upload.uploadId)
        await pruneFolders(root, folderOfKey(upload.key))
      }),

    close: async () => undefined
  }
}

function describeFile(key: string, found: BigIntStats): StoredObject {
  const modified = new Date(Number(found.mtimeMs))
  return { key, bytes: Number(found.size), modified, etag: `${found.ino}-${found.mtimeNs}-${found.size}` }
}

async function describeDraft(
  root: string,
  draft: { readonly key: string; readonly uploadId: string }
): Promise<OpenUpload | undefined> {
  const found = await statFile(draftPath(join(root, draft.key), draft.uploadId))
  return found === undefined
    ? undefined
    : { ...draft, started: new Date(Number(found.birthtimeMs || found.mtimeMs)) }
}

// What is not a regular file is not an object.
async function statFile(path: string): Promise<BigIntStats | undefined> {
  try {
    const found = await stat(path, { bigint: true })
    return found.isFile() ? found : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
