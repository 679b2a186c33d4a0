import { describe, expect, test } from '@jest/globals'
import type { Manifest } from '../../src/backup-set/manifest.js'
import { earliestBefore, type KnownBackup, parseBackupReference } from '../../src/backup-set/selection.js'

const ID = '20261121T095959Z-abcdef'

describe('the input `backup`', () => {
  test.each([
    ['latest', { kind: 'latest' }],
    [` ${ID}\n`, { kind: 'id', id: ID }],
    [`shop/${ID}/manifest.json`, { kind: 'key', key: `shop/${ID}/manifest.json`, stack: 'shop', id: ID }],
    [
      `pre-deploy/shop-test/${ID}/manifest.json`,
      { kind: 'key', key: `pre-deploy/shop-test/${ID}/manifest.json`, stack: 'shop-test', id: ID }
    ],
    ['before:0a1b2c3', { kind: 'before', sha: '0a1b2c3' }],
    ['a'.repeat(64), { kind: 'checksum', checksum: 'a'.repeat(64) }]
  ])('%j', (text, reference) => {
    expect(parseBackupReference(text)).toEqual(reference)
  })

  test.each(['', 'newest', 'before:', 'before:HEAD', 'shop/latest.json'])('%j names no backup', (text) => {
    expect(() => parseBackupReference(text)).toThrow(`${JSON.stringify(text)} names no backup`)
  })
})

describe('before:<sha>', () => {
  const made = (id: string, sha: string, other: Partial<Manifest> = {}): KnownBackup => ({
    checksum: id,
    manifest: {
      version: 1,
      tool: { name: 'predeploy-backup', version: '0' },
      stack: 'shop',
      id,
      phase: 'pre-deploy',
      partial: false,
      startedAt: '2026-11-21T00:00:00.000Z',
      finishedAt: '2026-11-21T00:00:00.000Z',
      host: 'local',
      tags: { 'git-sha': sha },
      components: [],
      encryption: null,
      signature: null,
      ...other
    }
  })
  const sha = 'f'.repeat(40)

  test('is the earliest whole pre-deploy backup of the commit', () => {
    const backups = [
      made('20261121T120000Z-000003', sha),
      made('20261121T110000Z-000002', sha),
      made('20261121T100000Z-000001', sha, { partial: true }),
      made('20261121T090000Z-000001', sha, { phase: 'safety' }),
      made('20261121T080000Z-000001', 'e'.repeat(40))
    ]
    expect(earliestBefore(backups, 'fffffff')?.manifest.id).toBe('20261121T110000Z-000002')
  })

  test('asks what was checked out before it asks which commit the workflow is of', () => {
    const dispatched = { tags: { 'git-sha': 'e'.repeat(40), 'workflow-sha': sha } }
    const backups = [
      made('20261121T100000Z-000001', '', dispatched),
      made('20261121T110000Z-000002', sha, { tags: { 'git-sha': sha, 'workflow-sha': sha } })
    ]
    expect(earliestBefore(backups, sha)?.manifest.id).toBe('20261121T110000Z-000002')
    expect(earliestBefore(backups.slice(0, 1), sha)?.manifest.id).toBe('20261121T100000Z-000001')
  })

  test('does not choose between commits', () => {
    const backups = [
      made('20261121T100000Z-000001', `fffffff1${'0'.repeat(32)}`),
      made('20261121T110000Z-000002', `fffffff2${'0'.repeat(32)}`)
    ]
    expect(() => earliestBefore(backups, 'fffffff')).toThrow('before:fffffff fits several commits')
    expect(earliestBefore(backups, 'fffffff2')?.manifest.id).toBe('20261121T110000Z-000002')
  })

  test('is nothing where no backup was made for the commit', () => {
    expect(earliestBefore([made('20261121T120000Z-000003', sha)], 'abcdef0')).toBeUndefined()
  })
})
