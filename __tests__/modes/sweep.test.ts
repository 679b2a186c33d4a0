import { describe, expect, test } from '@jest/globals'
import { findDead } from '../../src/modes/sweep.js'

const NOW = new Date('2026-11-21T12:00:00Z')
const hoursAgo = (hours: number) => new Date(+NOW - hours * 3_600_000)
const [OLD, YOUNG] = ['20261119T000000Z-000001', '20261121T110000Z-000002']

const object = (key: string, hours: number) => ({ key, bytes: 1, modified: hoursAgo(hours) })
const upload = (key: string, hours: number) => ({ key, uploadId: 'u', started: hoursAgo(hours) })

const dead = (objects: ReturnType<typeof object>[], uploads: ReturnType<typeof upload>[] = []) =>
  findDead({ stack: 'shop', objects, uploads, now: NOW })

describe('what dead runs left', () => {
  test('is a set without a manifest of which nothing was heard for a day', () => {
    const found = dead([object(`shop/${OLD}/db.dump.zst`, 60), object(`shop/${OLD}/writing.json`, 59)])
    expect(found.keys).toEqual([`shop/${OLD}/db.dump.zst`, `shop/${OLD}/writing.json`])
    expect(found.ids).toEqual([OLD])
  })

  test('is an upload that was begun more than a day ago and whose writer is silent', () => {
    expect(dead([], [upload(`shop/${OLD}/db.dump.zst`, 60)]).uploads).toHaveLength(1)
    expect(dead([], [upload(`shop/${YOUNG}/db.dump.zst`, 1)]).uploads).toHaveLength(0)
  })

  test.each([
    [
      'a committed backup, however old',
      [object(`shop/${OLD}/manifest.json`, 60), object(`shop/${OLD}/db.dump.zst`, 60)]
    ],
    [
      'a set whose writer renewed its sign',
      [object(`shop/${OLD}/db.dump.zst`, 60), object(`shop/${OLD}/writing.json`, 1)]
    ],
    ['a set of a run that began a moment ago', [object(`shop/${YOUNG}/writing.json`, 0)]],
    ['what is not a set', [object('shop/latest.json', 900), object('shop/notes/readme.txt', 900)]]
  ])('is not %s', (_what, objects) => {
    expect(dead(objects)).toEqual({ ids: [], keys: [], uploads: [] })
  })

  test('is not a long upload of a writer that is still heard', () => {
    const found = dead([object(`shop/${OLD}/writing.json`, 1)], [upload(`shop/${OLD}/db.dump.zst`, 30)])
    expect(found).toEqual({ ids: [], keys: [], uploads: [] })
  })
})
