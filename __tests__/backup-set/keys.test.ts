import { describe, expect, test } from '@jest/globals'
import {
  artifactName,
  isBackupId,
  latestKey,
  manifestKey,
  newBackupId,
  parseManifestKey,
  writingKey
} from '../../src/backup-set/keys.js'

describe('a backup id', () => {
  test('tells its time, sorts by it and holds no colon', () => {
    const earlier = newBackupId(new Date('2026-11-21T09:59:59.999Z'))
    const later = newBackupId(new Date('2026-11-21T10:00:00.000Z'))
    expect(earlier).toMatch(/^20261121T095959Z-[0-9a-f]{6}$/)
    expect([later, earlier].sort()).toEqual([earlier, later])
    const inOneSecond = [1, 2, 10, 99, 500, 999].map((at) =>
      newBackupId(new Date(Date.UTC(2026, 10, 21, 10, 0, 0, at)))
    )
    expect(inOneSecond.toSorted()).toEqual(inOneSecond)
    expect(isBackupId(later)).toBe(true)
  })

  test.each(['latest', '20261121T095959Z', '20261121T095959Z-XYZXYZ', '../20261121T095959Z-abcdef'])(
    'is not %s',
    (text) => {
      expect(isBackupId(text)).toBe(false)
    }
  )
})

test('keys of a stack', () => {
  const id = '20261121T095959Z-abcdef'
  expect(manifestKey('shop', id)).toBe(`shop/${id}/manifest.json`)
  expect(writingKey('shop', id)).toBe(`shop/${id}/writing.json`)
  expect(latestKey('shop')).toBe('shop/latest.json')
  expect(parseManifestKey(manifestKey('shop', id))).toEqual({ stack: 'shop', id })
  expect(parseManifestKey('shop/latest.json')).toBeUndefined()
})

describe('an artifact is named', () => {
  const name = (part: string | undefined) =>
    artifactName({ component: 'db', part, extension: 'dump', compression: '.zst' })

  test('by component, part and format', () => {
    expect(name(undefined)).toBe('db.dump.zst')
    expect(name('shop')).toBe('db.shop.dump.zst')
  })

  test('in plain ASCII, apart from others that spell alike', () => {
    expect(name('-odd "db" $(touch x) ü')).toMatch(/^db\.odd-db-touch-x-[0-9a-f]{8}\.dump\.zst$/)
    expect(name('a b')).not.toBe(name('a/b'))
    expect(name('ü')).toMatch(/^db\.[0-9a-f]{8}\.dump\.zst$/)
    expect(name('shop.eu')).not.toBe(name('shop-eu'))
  })
})
