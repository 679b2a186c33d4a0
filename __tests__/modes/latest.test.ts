import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { latestKey, manifestKey, writingKey } from '../../src/backup-set/keys.js'
import type { Log } from '../../src/log.js'
import { latestSchema, openSet } from '../../src/modes/set-writer.js'
import { readJson } from '../../src/stores/json.js'
import type { Store } from '../../src/stores/store.js'
import type { FakeObject, FakeRequest, FakeS3, Misdeed } from '../stores/fake-s3.js'
import { withFakeStore } from '../stores/fake-store.js'
import { text } from '../stores/texts.js'
import { sampleManifest } from './sample-manifest.js'

// The server is a fake: no real one can be made to let another run come in between.
const [EARLIER, ID, LATER] = ['20261121T090000Z-00000a', '20261121T100000Z-00000b', '20261121T110000Z-00000c']
const KEY = latestKey('shop')

/** Lets another run point to its own backup at the moment when ours looks at what it wrote. */
const interrupted = (id: string, server: () => FakeS3 | undefined) => {
  let done = false
  return ({ operation, key }: FakeRequest): undefined => {
    if (done || operation !== 'HeadObject' || key !== KEY) return
    done = true
    server()?.objects.set(KEY, pointer(id))
  }
}

function pointer(id: string): FakeObject {
  const body = Buffer.from(JSON.stringify({ id, key: manifestKey('shop', id), checksum: 'f'.repeat(64) }))
  return { body, etag: createHash('md5').update(body).digest('hex') }
}

async function publish(store: Store, id: string): Promise<readonly string[]> {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const log: Log = { info: () => undefined, notice: warn, warn, group: (_title, body) => body() }
  const set = await openSet({ store, stack: 'shop', id, owner: {}, log })
  await store.put(set.keyOf('db.dump'), text('dump'))
  await set.publish(sampleManifest(id), await set.commit(sampleManifest(id)))
  return warnings
}

const latest = async (store: Store) => (await readJson(store, KEY, latestSchema))?.value.id

describe('latest, where two backups end together', () => {
  test.each([
    ['a newer one', ID, LATER],
    ['an older one', ID, EARLIER]
  ])('is the newest although %s came in between', async (_which, ours, theirs) => {
    let server: FakeS3 | undefined
    await withFakeStore({ quirks: { misdeed: interrupted(theirs, () => server) } }, async (store, fake) => {
      server = fake
      expect(await publish(store, ours)).toEqual([])
      expect(await latest(store)).toBe(ours > theirs ? ours : theirs)
      expect(fake.objects.has(writingKey('shop', ours))).toBe(false)
    })
  })
})

describe('latest, where the store is not well', () => {
  const always = (operation: string, misdeed: Misdeed) => (request: FakeRequest) =>
    request.operation === operation && request.key === KEY ? misdeed : undefined
  const gone: Misdeed = { answer: 503, code: 'SlowDown' }

  test('is known although nobody can be asked about it', async () => {
    await withFakeStore({ quirks: { misdeed: always('HeadObject', gone) } }, async (store) => {
      await publish(store, ID)
      expect(await latest(store)).toBe(ID)
    })
  })

  test('stays what it was when it cannot be written, and the error says why', async () => {
    const misdeed = always('PutObject', { answer: 403, code: 'AccessDenied' })
    await withFakeStore({ quirks: { misdeed } }, async (store, fake) => {
      fake.objects.set(KEY, pointer(EARLIER))
      await expect(publish(store, ID)).rejects.toMatchObject({
        message: expect.stringMatching(/latest\.json: PutObject failed: 403/),
        remedy: expect.stringContaining('s3:PutObject')
      })
      expect(await latest(store)).toBe(EARLIER)
      expect(fake.objects.has(writingKey('shop', ID))).toBe(false)
    })
  })

  test('that can neither be written nor read again is told with both', async () => {
    const misdeed = (request: FakeRequest) =>
      request.key === KEY && (request.operation === 'PutObject' || request.before > 0) ? gone : undefined
    await withFakeStore({ quirks: { misdeed } }, async (store) => {
      await expect(publish(store, ID)).rejects.toMatchObject({
        message: expect.stringMatching(
          /latest\.json: PutObject failed .*\(and what is there could not be read: .*latest\.json: GetObject failed/
        )
      })
    })
  })
})
