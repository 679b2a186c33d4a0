import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { setFolder, writingKey } from '../../src/backup-set/keys.js'
import { UserError } from '../../src/errors.js'
import type { Log } from '../../src/log.js'
import { abandonSet } from '../../src/modes/abandon.js'
import { abandonBecause, openSet } from '../../src/modes/set-writer.js'
import { sweepDeadRuns } from '../../src/modes/sweep.js'
import { directoryStore } from '../../src/stores/directory.js'
import type { Store } from '../../src/stores/store.js'
import { namesOf, text } from '../stores/texts.js'
import { sampleManifest } from './sample-manifest.js'

const ID = '20261121T100000Z-00000b'
const FOLDER = setFolder('shop', ID)

let folder: string
let store: Store
let told: string[]
let log: Log

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'abandon-'))
  store = directoryStore(folder)
  told = []
  const tell = (message: string) => void told.push(message)
  log = { info: tell, notice: tell, warn: tell, group: (_title, body) => body() }
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refusing = (act: string) => async (): Promise<never> => {
  throw new UserError(`${act} failed: 403`, { remedy: `Grant ${act}.` })
}

const begin = async (on: Store) => {
  const set = await openSet({ store: on, stack: 'shop', id: ID, owner: {}, log })
  await on.put(set.keyOf('db.dump'), text('dump'))
  return set
}

describe('a half set', () => {
  test('loses its objects also where uploads cannot be listed, and the error says so', async () => {
    await begin(store)
    const limited = { ...store, openUploads: refusing('ListMultipartUploads') }
    await expect(abandonSet(limited, 'shop', ID)).rejects.toMatchObject({
      message: 'ListMultipartUploads failed: 403',
      remedy: 'Grant ListMultipartUploads.'
    })
    expect(await namesOf(store, '')).toEqual([])
  })

  test('loses its uploads also where objects cannot be deleted', async () => {
    await begin(store)
    const aborted: string[] = []
    const limited: Store = {
      ...store,
      remove: refusing('DeleteObjects'),
      openUploads: async () => [{ key: `${FOLDER}volume.tar`, uploadId: 'u', started: new Date() }],
      abortUpload: async ({ uploadId }) => void aborted.push(uploadId)
    }
    await expect(abandonSet(limited, 'shop', ID)).rejects.toThrow('DeleteObjects failed: 403')
    expect(aborted).toEqual(['u'])
  })

  test('of which nothing can be removed: what failed first comes with both reasons and all remedies', async () => {
    const set = await begin({
      ...store,
      list: refusing('ListObjects'),
      openUploads: refusing('ListMultipartUploads')
    })
    const reason = new UserError('db: the dump died', { remedy: 'Look at the database.' })
    await expect(abandonBecause(set, reason)).rejects.toMatchObject({
      message:
        'db: the dump died (and the half set could not be removed: ListObjects failed: 403; ListMultipartUploads failed: 403)',
      remedy: [
        'Look at the database.',
        'Grant ListObjects.',
        'Grant ListMultipartUploads.',
        'Later runs remove what is left, once this one was silent for a day.'
      ].join('\n')
    })
  })

  test('of a dead run is swept also where uploads cannot be listed', async () => {
    const set = await begin(store)
    const limited: Store = {
      ...store,
      list: async (prefix) =>
        (await store.list(prefix)).map((object) => ({ ...object, modified: new Date(0) })),
      openUploads: refusing('ListMultipartUploads')
    }
    await sweepDeadRuns(limited, 'shop', log)
    expect(await namesOf(store, '')).toEqual([])
    expect(told).toEqual([
      'Not all that dead runs left in the store could be removed: ListMultipartUploads failed: 403',
      `Removed what 1 dead run(s) left in the store: ${ID}`
    ])
    await set.abandon()
  })
})

describe('a renewal of the sign that is on its way', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setTimeout', 'setImmediate', 'nextTick'] }))
  afterEach(() => void jest.useRealTimers())

  test.each([
    ['abandoned', (set: Awaited<ReturnType<typeof begin>>) => set.abandon()],
    [
      'published',
      async (set: Awaited<ReturnType<typeof begin>>) =>
        set.publish(sampleManifest(ID), await set.commit(sampleManifest(ID)))
    ]
  ] as const)('does not put it back when the set is %s meanwhile', async (_how, end) => {
    const gate = Promise.withResolvers<void>()
    const renewals: Promise<unknown>[] = []
    const slow: Store = {
      ...store,
      put: (key, body, options) => {
        if (!key.endsWith('writing.json') || options?.rewritten !== true) return store.put(key, body, options)
        const put = gate.promise.then(() => store.put(key, body, options))
        renewals.push(put)
        return put
      }
    }
    const set = await begin(slow)
    jest.advanceTimersByTime(10 * 60 * 1000)
    await sleep(10)
    expect(renewals).toHaveLength(1)
    const over = end(set)
    await Promise.race([over, sleep(300)])
    gate.resolve()
    await Promise.all([over, ...renewals])
    expect(await namesOf(store, '')).not.toContain(writingKey('shop', ID))
    jest.advanceTimersByTime(60 * 60 * 1000)
    await sleep(10)
    expect(renewals).toHaveLength(1)
  })
})
