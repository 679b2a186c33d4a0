import { expect, test } from '@jest/globals'
import { findDead } from '../../src/modes/sweep.js'
import type { FakeRequest } from './fake-s3.js'
import { withFakeStore } from './fake-store.js'
import { text } from './texts.js'

// The server is a fake: its lists hold no dates.
const SET = 'shop/20261121T100000Z-000001'

test('what a store gives no date is of now, so that nobody takes its writer for dead', async () => {
  const quirks = {
    misdeed: ({ operation, key }: FakeRequest) =>
      operation === 'HeadObject' && key.endsWith('undated')
        ? { answer: 200, code: '', headers: { 'content-length': '4' }, body: '' }
        : undefined
  }
  await withFakeStore({ quirks }, async (store, fake) => {
    await store.put(`${SET}/db.dump`, text('dump'))
    fake.uploads.set('u', { key: `${SET}/volume.tar`, parts: new Map([[1, Buffer.alloc(10)]]) })
    const [objects, uploads] = [await store.list('shop/'), await store.openUploads('shop/')]
    const head = await store.head('undated')
    expect([objects, uploads].map(({ length }) => length)).toEqual([1, 1])
    for (const date of [objects[0]?.modified, uploads[0]?.started, head?.modified]) {
      expect(Math.abs(Number(date) - Date.now())).toBeLessThan(60_000)
    }
    const now = store.time() ?? new Date()
    expect(findDead({ stack: 'shop', objects, uploads, now })).toEqual({ ids: [], keys: [], uploads: [] })
  })
})
