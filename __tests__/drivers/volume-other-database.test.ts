import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { UserError } from '../../src/errors.js'
import { find, GNU, user, VOLUME } from './volume-probed.js'

// Files of a database are refused only where a server certainly cannot use them: a restore into what has not changed never is.

interface User {
  readonly id?: string
  readonly image: string
  readonly place?: string
  readonly writes?: boolean
}

const MYSQL = '/var/lib/mysql'
const PGDATA = '/var/lib/postgresql/data'

const mysql = (image: string): User => ({ image, place: MYSQL })
const postgres = (image: string): User => ({ image, place: PGDATA })
const mongo = (image: string): User => ({ image, place: '/data/db' })
const init = (image: string): User => ({ ...mysql(image), id: 'init' })
const reader = (image: string): User => ({ ...mysql(image), id: 'reader', writes: false })

/** A volume as it was found, with those who use it. */
const found = (users: readonly User[], architecture = 'x86_64') =>
  find([
    `architecture=${architecture}`,
    VOLUME,
    ...users.map(({ id = 'db', ...more }) =>
      // Docker knows an image by its content, whatever it is called.
      user({ id, state: 'exited', ...more, more: { image: `sha256:of-${more.image}` } })
    ),
    `image-with-tar=sha256:web ${GNU}`
  ])

const restoring = (then: readonly User[], now: readonly User[], architecture?: string) => () =>
  found(now, architecture).restoration(backupOf(then), 'run1')

const backupOf = (then: readonly User[]): ManifestComponent => ({
  ...{ name: 'data', type: 'volume', consistency: 'snapshot' },
  ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
  facts: JSON.parse(JSON.stringify(found(then).facts)),
  artifacts: [
    {
      ...{ key: 'data.tar', compression: 'none', bytes: 10_240, storedBytes: 10_240 },
      ...{ sha256: '0'.repeat(64), counts: { entries: 2 } }
    }
  ]
})

describe('files of a database are refused', () => {
  test.each<readonly [string, readonly User[], readonly User[], string]>([
    [
      'for an older version',
      [mysql('mysql:8.4')],
      [mysql('mysql:8.0-debian')],
      'the files that mysql:8.4 wrote, and db is mysql:8.0-debian'
    ],
    [
      'for an older version, by way of a mirror',
      [mysql('registry:5000/library/mysql:9.1.0')],
      [mysql('docker.io/library/mysql:8')],
      'and db is docker.io/library/mysql:8'
    ],
    [
      'for an older version of MariaDB',
      [mysql('mariadb:11.4')],
      [mysql('mariadb:10.11')],
      'db is mariadb:10.11'
    ],
    [
      'for another major version of Postgres, newer',
      [postgres('postgres:15')],
      [postgres('postgres:17')],
      'and db is postgres:17'
    ],
    [
      'for another major version of Postgres, older',
      [postgres('postgres:17.1')],
      [postgres('postgres:15-alpine')],
      'and db is postgres:15-alpine'
    ],
    [
      'for another major version of an old Postgres',
      [postgres('postgres:9.5')],
      [postgres('postgres:9.6.24')],
      'and db is postgres:9.6.24'
    ],
    [
      'for another Postgres, where a tag tells its version',
      [postgres('pgvector/pgvector:0.8.0-pg16')],
      [postgres('timescale/timescaledb:2.17.2-pg17')],
      'and db is timescale/timescaledb:2.17.2-pg17'
    ],
    ['for a fork', [mysql('mysql:8.0')], [mysql('mariadb:11')], 'wrote, and db is mariadb:11'],
    [
      'for another database',
      [mysql('mysql:8.0')],
      [postgres('postgres:17')],
      'the files that mysql:8.0 wrote, and db is postgres:17'
    ],
    [
      'beside one that only read when the backup was made',
      [mysql('mysql:8.4'), reader('restic/restic:1')],
      [mysql('mysql:8.0')],
      'and db is mysql:8.0'
    ],
    [
      'beside one that only reads',
      [mysql('mysql:8.4')],
      [reader('restic/restic:1'), mysql('mysql:8.0')],
      'and db is mysql:8.0'
    ]
  ])('%s', (_, then, now, message) => {
    expect(restoring(then, now)).toThrow(
      expect.objectContaining({
        constructor: UserError,
        message: expect.stringContaining(message),
        remedy: expect.stringMatching(/Let db be \S+ again .* or stop and remove it .* use its own dump/)
      })
    )
  })
})

describe('files of a database are taken without a word', () => {
  test.each<readonly [string, readonly User[], readonly User[]]>([
    ['by the same image', [mysql('mysql:8.0')], [mysql('mysql:8.0')]],
    ['by an image of that name, whoever built it', [mysql('shop-db')], [mysql('shop-db')]],
    ['by a newer version', [mysql('mysql:8.0')], [mysql('registry:5000/library/mysql:8.4')]],
    ['by another patch', [mysql('mariadb:11.4.5')], [mysql('mariadb:11.4.2')]],
    ['by another patch of MongoDB', [mongo('mongo:7.0.14')], [mongo('mongo:7.0.2')]],
    ['by another minor version of Postgres', [postgres('postgres:17.4')], [postgres('postgres:17.2')]],
    ['by another build of that Postgres', [postgres('postgres:16')], [postgres('pgvector/pgvector:pg16')]],
    ['by one with tag and digest', [mysql('mysql:8.0')], [mysql(`mysql:8.1@sha256:${'0'.repeat(64)}`)]],
    ['where nobody uses the volume', [mysql('mysql:8.0')], []],
    ['where it is somewhere else', [mysql('mysql:8.0')], [{ image: 'mysql:5.7', place: '/mnt' }]],
    [
      'with one that made its folder',
      [mysql('mysql:8.0'), init('busybox')],
      [mysql('mysql:8.0'), init('busybox')]
    ],
    [
      'with one that came to it since',
      [mysql('mysql:8.0')],
      [init('perconalab/xtrabackup:8'), mysql('mysql:8.0')]
    ],
    ['with one that reads it', [mysql('mysql:8.0')], [reader('mysql:5.7'), mysql('mysql:8.0')]]
  ])('%s', (_, then, now) => {
    expect(restoring(then, now)().warnings).toEqual([])
  })

  test('by an image that was built again', () => {
    const backup = backupOf([mysql('shop-db')])
    const [then] = backup.facts['users'] as [Record<string, string>]
    const rebuilt = { ...backup, facts: { ...backup.facts, users: [{ ...then, imageId: 'sha256:0' }] } }
    expect(found([mysql('shop-db')]).restoration(rebuilt, 'run1').warnings).toEqual([])
  })

  test('by an image that got another name', () => {
    const { users, ...facts } = backupOf([mysql('mysql:8.0')]).facts
    const [then] = users as [Record<string, string>]
    const backup = { ...backupOf([]), facts: { ...facts, users: [{ ...then, image: 'sha256:0' }] } }
    expect(found([mysql('mysql:8.0')]).restoration(backup, 'run1').warnings).toEqual([])
  })

  test('as an early manifest tells nothing of them', () => {
    const { users, architecture, ...facts } = backupOf([mysql('mysql:8.0')]).facts
    expect([users, architecture]).toEqual([expect.anything(), 'x86_64'])
    const backup = { ...backupOf([]), facts }
    expect(found([mysql('mariadb:5')], 'aarch64').restoration(backup, 'run1').warnings).toEqual([])
  })
})

describe('what nobody knows is a warning', () => {
  test.each<readonly [string, readonly User[], readonly User[], string]>([
    [
      'of an image that names no product',
      [mysql('mariadb:11.4')],
      [mysql('shop-db')],
      'written below mariadb:11.4, and db is shop-db: nobody knows'
    ],
    [
      'of one that lost its name',
      [mysql('mariadb:11.4')],
      [mysql(`sha256:${'9'.repeat(64)}`)],
      'nobody knows'
    ],
    ['of one that tells no version', [postgres('postgres:15')], [postgres('postgres')], 'nobody knows'],
    [
      'of two that tell no version',
      [postgres('postgres:latest')],
      [postgres('library/postgres:alpine')],
      'nobody knows'
    ],
    [
      'of an image that names no product, beside one that made the folder',
      [mysql('mysql:8.4'), init('alpine')],
      [mysql('shop-db'), init('alpine')],
      'db is shop-db: nobody knows'
    ],
    ['of one that tells less of it', [mysql('mysql:8.0.36')], [mysql('mysql:8')], 'nobody knows'],
    ['of an older patch of MySQL', [mysql('mysql:8.0.36')], [mysql('mysql:8.0.30')], 'nobody knows'],
    ['of another MongoDB', [mongo('mongo:7.0')], [mongo('mongo:5.0')], 'nobody knows'],
    [
      'of numbers that are not those of Postgres',
      [postgres('pgvector/pgvector:0.8.0')],
      [postgres('pgvector/pgvector:1.0.0')],
      'nobody knows'
    ],
    ['of builds of a firm', [postgres('acme/postgres:142')], [postgres('acme/postgres:143')], 'nobody knows'],
    ['of years', [mysql('acme/mysql:2026.02')], [mysql('acme/mysql:2026.01')], 'nobody knows'],
    ['of an old MySQL below MariaDB', [mysql('mysql:5.7')], [mysql('mariadb:10.11')], 'nobody knows'],
    [
      'of an older version beside one that has not changed',
      [mysql('mysql:8.4'), init('alpine')],
      [mysql('mysql:8.0'), init('alpine')],
      'and db is mysql:8.0: by their names it cannot'
    ],
    [
      'of an older version beside one of which nobody knows',
      [mysql('mysql:8.4')],
      [init('shop-db:2'), mysql('mysql:8.0')],
      'by their names it cannot'
    ],
    [
      'of an older version, where another one may have written',
      [init('shop-db:1'), mysql('mysql:8.4')],
      [mysql('mysql:8.0')],
      'written below mysql:8.4, and db is mysql:8.0: by their names it cannot'
    ]
  ])('%s', (_, then, now, warning) => {
    expect(restoring(then, now)().warnings).toContainEqual(expect.stringContaining(warning))
  })

  test.each(['aarch64', 'riscv64'])('of another processor, %s', (architecture) => {
    const db = mysql('mysql:8.0')
    expect(restoring([db], [db], architecture)().warnings).toEqual([
      `the backup was made on x86_64, and the host is ${architecture}: programs on the volume may not run there, and not every database uses its files there`
    ])
    const web = { image: 'shop/web:1', place: '/var/www' }
    expect(restoring([web], [web], architecture)().warnings).toEqual([
      expect.stringMatching(/may not run there$/)
    ])
  })

  test('but not of a processor by its other name', () => {
    expect(restoring([mysql('mysql:8')], [mysql('mysql:8')], 'amd64')().warnings).toEqual([])
  })
})
