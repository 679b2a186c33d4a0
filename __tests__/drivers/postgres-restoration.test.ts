import { afterEach, describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Inspection } from '../../src/drivers/driver.js'
import { isSibling, siblingName } from '../../src/drivers/postgres/names.js'
import { postgres } from '../../src/drivers/postgres.js'
import { sh } from '../../src/host-script/script.js'
import { type FakeHost, fakeHost, PRINTS_ARGUMENTS } from './fake-docker.js'
import { type Probed, probedPostgres } from './postgres-probed.js'

const found = (probed: Probed = {}, declared: object = {}) =>
  postgres.component({ container: 'db', ...declared }).found(probedPostgres(probed))

const artifact = (part: string, details: object) => ({
  part,
  key: `db.${part}.zst`,
  compression: 'zstd' as const,
  bytes: 1000,
  storedBytes: 100,
  sha256: 'a'.repeat(64),
  counts: {},
  details: { ...details }
})

/** What a manifest tells of a backup of the probed server. */
function backedUp(
  probed: Probed = {},
  { tablespaces = [] as string[], covers = 'all' } = {}
): ManifestComponent {
  const { facts } = found(probed)
  const names = (facts['databases'] as { name: string }[]).map(({ name }) => name)
  return {
    name: 'db',
    type: 'postgres',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    consistency: 'snapshot',
    facts: { ...facts, covers },
    artifacts: [
      artifact('globals', { content: 'globals' }),
      ...names.map((name) => artifact(name, { content: 'database', tablespaces }))
    ]
  }
}

const restoration = (backup = backedUp(), probed: Probed = {}, declared: object = {}) =>
  found(probed, declared).restoration(backup, 'run1')

const staged = (...counts: Inspection['counts'][]): Inspection[] => [
  { counts: { roles: 2 }, restore: [] },
  ...counts.map((each) => ({
    counts: each,
    restore: { properties: { encoding: 'UTF8', statements: [Buffer.from('SELECT 1;')] } }
  }))
]

describe('a restore is refused before anything is touched', () => {
  test.each([
    [
      'into an older server',
      { facts: { version: '16.2', 'version-number': '160002', 'dump-version': '17.1' } },
      'the older 16.2'
    ],
    ['without a superuser', { facts: { superuser: 'false' } }, 'app is no superuser'],
    ['into a standby', { facts: { standby: 'true' } }, 'is a standby']
  ] satisfies [string, Probed, string][])('%s', (_, probed, message) => {
    expect(() => restoration(backedUp(), probed)).toThrow(message)
  })

  test('with older tools than those that wrote it', () => {
    const backup = backedUp({ facts: { 'dump-version': '18.1' } })
    expect(() => restoration(backup)).toThrow('made by pg_dump 18.1')
  })

  test('without a tablespace that it uses', () => {
    const backup = backedUp({}, { tablespaces: ['fast'] })
    expect(() => restoration(backup)).toThrow('the server has no tablespace fast')
    expect(() => restoration(backup, { tablespaces: ['fast'] })).not.toThrow()
  })

  test('into an image without an extension that it uses', () => {
    const whole = backedUp({ databases: ['app'] })
    const backup = {
      ...whole,
      artifacts: [
        artifact('globals', { content: 'globals' }),
        artifact('app', { content: 'database', tablespaces: [], extensions: ['plpgsql', 'vector'] })
      ]
    }
    const into =
      (...extensions: readonly string[]) =>
      () =>
        restoration(backup, { databases: ['app'], extensions })
    expect(into('plpgsql', 'hstore')).toThrow(
      expect.objectContaining({
        message: 'the backup uses the extension vector, which postgres:17 of container db does not have',
        remedy: expect.stringContaining('the image that the manifest names')
      })
    )
    expect(into('plpgsql', 'vector')).not.toThrow()
    // A server that tells of none.
    expect(into()).not.toThrow()
  })

  test('of a database that it does not hold', () => {
    const backup = backedUp({ databases: ['app'] })
    expect(() => restoration(backup, {}, { databases: ['shop'] })).toThrow('holds no database "shop"')
  })
})

describe('the outlook of a restore', () => {
  test('tells what becomes of each database', () => {
    const now = { databases: ['app', 'later'], closed: ['shut'], facts: { version: '17.12' } }
    expect(restoration(backedUp(), now).outlook).toMatchObject({
      versions: { backup: 'Postgres 17.11 (Debian)', today: 'Postgres 17.12' },
      replaced: ['database app (1000 B)'],
      returning: ['database shop'],
      gone: [
        'database later (1000 B)',
        'what was written after the backup to databases that are replaced',
        'sessions: clients have to connect again'
      ],
      kept: ['database shut', 'roles that exist'],
      demands: [{ place: 'the databases app, shop lie, and the server writes its log, up to 1.0 GiB' }]
    })
  })

  test('leaves the others alone where some are named', () => {
    const { outlook } = restoration(backedUp(), {}, { databases: ['shop'] })
    expect(outlook).toMatchObject({
      ...{ replaced: ['database shop (1000 B)'], returning: [] },
      kept: ['database app (1000 B)', 'roles that exist']
    })
  })
})

describe('a restore', () => {
  test('stages the roles first, then the databases', () => {
    expect(restoration().stages.map(({ artifact: { part } }) => part)).toEqual(['globals', 'app', 'shop'])
  })

  test('tells as its places all databases that it brings back or takes away', () => {
    const places = (declared: object, backup = backedUp()) =>
      restoration(backup, { databases: ['app', 'later'] }, declared).places
    expect(places({})).toEqual(['postgres db:5432 app', 'postgres db:5432 later', 'postgres db:5432 shop'])
    expect(places({ databases: ['shop'], port: 5433 })).toEqual(['postgres db:5433 shop'])
  })

  test('of all databases tells those too of which an earlier one left something beside', () => {
    const left = ['later_predeploy_new_abc', 'more_predeploy_off_abc', 'app_predeploy_new_abc']
    const closed = ['lost_predeploy_old_abc', 'lost_predeploy_new_abc']
    const places = (declared: object) =>
      restoration(backedUp({ databases: ['app'] }), { databases: ['app', ...left], closed }, declared).places
    expect(places({})).toEqual(['app', 'later', 'more', 'lost'].map((name) => `postgres db:5432 ${name}`))
    expect(places({ databases: ['app'] })).toEqual(['postgres db:5432 app'])
  })

  test('of some databases leaves the others alone', () => {
    const { stages, swap, warnings } = restoration(backedUp(), {}, { databases: ['shop'] })
    expect(stages.map(({ artifact: { part } }) => part)).toEqual(['globals', 'shop'])
    expect(swap(staged({})).text).not.toContain('"app"')
    expect(warnings).toEqual([])
  })

  test('of all databases takes away those that came later, and says so before', () => {
    const { swap, warnings } = restoration(backedUp({ databases: ['app'] }), { databases: ['app', 'later'] })
    expect(warnings).toEqual([expect.stringContaining('"later"')])
    expect(swap(staged({})).text).toContain('ALTER DATABASE "later" RENAME TO "later_predeploy_old_run1"')
  })

  test('of a backup of some databases takes away none', () => {
    const backup = backedUp({ databases: ['app'] }, { covers: 'named' })
    expect(restoration(backup, { databases: ['app', 'later'] }).warnings).toEqual([])
  })

  test('renames all databases in one transaction and gives them their properties behind it', () => {
    const { text } = restoration().swap(staged({}, {}))
    const order = [
      'BEGIN;',
      'ALTER DATABASE "app" RENAME TO "app_predeploy_old_run1";',
      'ALTER DATABASE "shop" RENAME TO "shop_predeploy_old_run1";',
      'ALTER DATABASE "app_predeploy_new_run1" RENAME TO "app";',
      'ALTER DATABASE "shop_predeploy_new_run1" RENAME TO "shop";',
      'SELECT 1;',
      'COMMIT;'
    ].map((statement) => text.indexOf(statement))
    expect(order.every((at) => at >= 0)).toBe(true)
    expect(order).toEqual(order.toSorted((one, other) => one - other))
  })
})

describe('the properties of a database', () => {
  // Tells which database was told what.
  const told = (encoding: string, comment: string): readonly string[] => {
    const statements = [Buffer.from(`COMMENT ON DATABASE app IS '${comment}';`)]
    const { swap } = restoration(backedUp({ databases: ['app'] }), {
      databases: ['app'],
      facts: { encoding }
    })
    const inspections = [
      { counts: {}, restore: [] },
      { counts: {}, restore: { properties: { encoding: 'UTF8', statements } } }
    ]
    const host = fakeHost({
      psql: `case "$*" in *'SELECT CASE'*) echo staged ;; *) echo "SESSION $*" >&2; cat >&2 ;; esac`
    })
    const { status, stderr } = host.run(swap(inspections))
    host.remove()
    expect(status).toBe(0)
    return stderr.split('SESSION ')
  }

  test.each([
    ['of the encoding that the others have', 'UTF8', 'Größe'],
    ['that all encodings write alike', 'LATIN1', 'size']
  ])('%s come with its name', (_, encoding, comment) => {
    expect(told(encoding, comment).at(-1)).toMatch(
      /dbname='template1'\nBEGIN;\n(.*\n)*.* RENAME TO "app";\nCOMMENT ON .*\nCOMMIT;\n$/
    )
  })

  test('of another encoding come from within it, and sessions that began without them end', () => {
    const sessions = told('LATIN1', 'Größe')
    expect(sessions.at(-2)).toMatch(/RENAME TO "app";\nCOMMIT;\n$/)
    expect(sessions.at(-1)).toMatch(
      /dbname='app'\nBEGIN;\nCOMMENT ON DATABASE app IS 'Größe';\nCOMMIT;\nSELECT pg_terminate_backend/
    )
  })
})

describe('databases that let no client in', () => {
  const closed = ['shop', 'shop_predeploy_old_abc', 'frozen', 'app']
  const { swap, undo, warnings } = restoration(backedUp(), { databases: [], closed })

  test('are replaced by what has their names, and otherwise left alone', () => {
    const { text } = swap(staged({}, {}))
    expect(text).toContain('ALTER DATABASE "shop" RENAME TO "shop_predeploy_old_run1"')
    expect(text).toContain('ALTER DATABASE "app" RENAME TO "app_predeploy_old_run1"')
    expect(text).not.toContain('"frozen"')
    expect(warnings).toEqual([])
  })

  test('let clients in after an undo where only a restore had closed them', () => {
    const host = fakeHost({
      psql: `case "$*" in *pg_terminate_backend*) echo 0 ;; *'SELECT CASE'*) echo neither ;; *) cat ;; esac`
    })
    expect(host.run(undo).stdout).toContain("NOT datallowconn AND datname IN ('shop')")
    host.remove()
  })
})

describe('where somebody meddled with the databases', () => {
  let host: FakeHost
  afterEach(() => host.remove())

  // Tells where the exchange stands, and takes whatever it is told.
  const server = (state: string) => {
    host = fakeHost({
      psql: `case "$*" in *'SELECT CASE'*) echo ${state} ;; *'count(pg_terminate'*) echo 0 ;; *) echo "$*" >&2; cat >&2 ;; esac`
    })
    const { undo, discard } = restoration()
    const superseded = sh`export predeploy_superseded=yes
${discard}`
    return {
      undo: () => host.run(undo),
      discard: () => host.run(discard),
      discardSuperseded: () => host.run(superseded)
    }
  }

  test.each(['torn', 'discarding'])('an undo fails while old ones are kept: %s', (state) => {
    const { status, stderr } = server(state).undo()
    expect(status).toBe(1)
    expect(stderr).toContain('the old ones are kept')
    expect(stderr).not.toContain('ALTER')
  })

  test('an undo fails where the old ones are gone', () => {
    const { status, stderr } = server('gone').undo()
    expect(status).toBe(1)
    expect(stderr).toContain('the old databases are not there any more')
  })

  test.each(['neither', 'staged', 'unfit', 'off'])(
    'an undo lets clients in where nothing was exchanged: %s',
    (state) => {
      const { status, stderr } = server(state).undo()
      expect(status).toBe(0)
      expect(stderr).toContain('ALLOW_CONNECTIONS true')
      expect(stderr).not.toMatch(/RENAME TO "(app|shop)"/)
    }
  )

  test.each([
    ['cannot come any more', 'put off', ['PUT OFF']],
    ['was quicker is taken back, and cannot come again', 'quicker', ['RENAME', 'PUT OFF']]
  ])('an exchange that an undo meets %s', (_, outcome, expected) => {
    host = fakeHost({
      psql: `cd "$(dirname "$0")"
state=$(cat state 2>/dev/null || echo staged)
case "$*" in
  *'SELECT CASE'*) echo "$state" ;;
  *'count(pg_terminate'*) echo 0 ;;
  *RENAME*predeploy_off*)
    if [ '${outcome}' = quicker ] && [ ! -e lost ]; then echo swapped >state; : >lost; exit 1; fi
    echo 'PUT OFF' >&2; echo off >state ;;
  *ALTER*) ;;
  *) case $(cat) in *RENAME*) echo RENAME >&2; echo staged >state ;; esac ;;
esac`
    })
    const { status, stderr } = host.run(restoration().undo)
    expect(status).toBe(0)
    expect(stderr.split('\n').filter((line) => line !== '')).toEqual(expected)
  })

  test('a discard drops nothing where old ones may be the only copy', () => {
    const { status, stderr } = server('torn').discard()
    expect(status).toBe(1)
    expect(stderr).toContain('may be the only copy')
    expect(stderr).not.toContain('DROP')
  })

  test.each(['torn', 'swapped', 'off', 'gone'])(
    'a discard drops all that is left of it once a later restore is proven in its place, and no role: %s',
    (state) => {
      const { status, stderr } = server(state).discardSuperseded()
      expect(status).toBe(0)
      for (const name of ['app_predeploy_old_run1', 'shop_predeploy_old_run1', 'shop_predeploy_new_run1'])
        expect(stderr).toMatch(new RegExp(`DROP DATABASE.*'${name}'`))
      expect(stderr).not.toMatch(/'(app|shop)'/)
      expect(stderr).toContain('DROP ROLE IF EXISTS "predeploy_made_roles_run1"')
      expect(stderr).not.toContain(`'DROP ROLE '`)
    }
  )

  test('a discard takes word of a later restore into the container', () => {
    expect(restoration().discard.text).toMatch(/docker exec -i .*-e predeploy_superseded db sh -c /)
  })

  test.each([
    ['neither', false],
    ['staged', false],
    ['swapped', true],
    ['discarding', true]
  ])('a discard goes on otherwise, and roles that it made stay where it swapped: %s', (state, stay) => {
    const { status, stderr } = server(state).discard()
    expect(status).toBe(0)
    expect(stderr).toContain('DROP DATABASE')
    expect(stderr).toContain('DROP ROLE IF EXISTS "predeploy_made_roles_run1"')
    expect(stderr.includes(`'DROP ROLE '`)).toBe(!stay)
  })
})

describe('making the database to restore into', () => {
  let host: FakeHost
  afterEach(() => host.remove())

  const created = (major: number) => {
    host = fakeHost({ psql: PRINTS_ARGUMENTS, pg_restore: `cat; ${PRINTS_ARGUMENTS}; echo "$PGOPTIONS"` })
    const version = { version: `${major}.1`, 'version-number': `${major}0001`, 'dump-version': `${major}.1` }
    return restoration(backedUp({ facts: version }), { facts: version })
      .stages.slice(1)
      .map(({ script }) => host.run(script, 'the archive\n').stdout)
  }

  test('takes the owner, encoding and locale of the old one', () => {
    const [app, shop] = created(17)
    expect(app).toContain('[DROP DATABASE IF EXISTS "app_predeploy_new_run1"]')
    expect(app).toContain(
      `[CREATE DATABASE "app_predeploy_new_run1" TEMPLATE template0 OWNER "app" ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' ` +
        `LC_CTYPE 'C.UTF-8' TABLESPACE "pg_default" LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8']`
    )
    expect(shop).toContain(`LOCALE_PROVIDER icu ICU_LOCALE 'de' ICU_RULES '&V << w <<< W']`)
  })

  test('feeds the archive to pg_restore, which stops at the first error, and gathers statistics', () => {
    const [app] = created(17)
    expect(app).toMatch(
      /the archive\n\[--exit-on-error\]\n\[--no-password\]\n\[-d\]\n\[dbname='app_predeploy_new_run1'\]\n[\s\S]*\[ANALYZE\]\n$/
    )
  })

  test('fails where pg_restore does', () => {
    host = fakeHost({ psql: 'cat >/dev/null', pg_restore: 'cat >/dev/null; exit 1' })
    const [, app] = restoration().stages
    expect(host.run(app?.script ?? { text: '' }, 'half an archive').status).toBe(1)
  })
})

describe('the count of the staged databases', () => {
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const line = (stage: number, table: string, rows: number, owner = 'own') =>
    `table ${stage} ${hex('public')} ${hex(table)} ${owner} ${rows}`
  const judge = (lines: string[], ...counts: Inspection['counts'][]) =>
    restoration().count.judge(`${lines.join('\n')}\n`, staged(...counts))

  test('agrees with what the archives hold', () => {
    judge(
      [line(1, 't', 3), line(1, 'odd name', 0), 'objects 1 2', line(2, 't', 5), 'objects 2 0'],
      { 'public.t': 3, 'public."odd name"': 0, 'large objects': 2 },
      { 'public.t': 5 }
    )
  })

  test.each([
    ['fewer rows', [line(1, 't', 2), 'objects 1 0'], 'app has 2 of public.t and the backup 3'],
    ['more rows', [line(1, 't', 4), 'objects 1 0'], 'app has 4 of public.t and the backup 3'],
    ['a lost table', ['objects 1 0'], 'app has no public.t'],
    [
      'rows from nowhere',
      [line(1, 't', 3), line(1, 'u', 1), 'objects 1 0'],
      'app has 1 of public.u and the backup 0'
    ],
    ['lost large objects', [line(1, 't', 3), 'objects 1 1'], 'app has 1 of large objects and the backup 0'],
    ['no answer', [], 'app has no public.t']
  ])('is wrong with %s', (_, lines, message) => {
    expect(() => judge([...lines, 'objects 2 0'], { 'public.t': 3 }, {})).toThrow(message)
  })

  test('lets an extension fill its own tables, and not lose what was added', () => {
    judge([line(1, 'rules', 10, 'extension'), 'objects 1 0', 'objects 2 0'], { 'public.rules': 3 }, {})
    judge([line(1, 'rules', 10, 'extension'), 'objects 1 0', 'objects 2 0'], {}, {})
    expect(() => judge([line(1, 'rules', 2, 'extension'), 'objects 1 0'], { 'public.rules': 3 }, {})).toThrow(
      'app has 2 of public.rules'
    )
  })
})

describe('what is in service', () => {
  const judge = (output: string, covers = 'all') =>
    restoration(backedUp({}, { covers })).verify.judge(output, staged({}, {}))

  test('is what was staged', () => judge('swapped\n"app"\n"shop"\n'))

  test.each([
    ['the old databases', 'staged\n"app"\n"shop"\n', 'are not the ones in service'],
    ['something else', 'neither\n', 'are not the ones in service'],
    ['a closed database', 'swapped\n"app"\n', 'the databases shop let no client in'],
    ['a database that came meanwhile', 'swapped\n"app"\n"more"\n"shop"\n', 'the databases more were made']
  ])('is not %s', (_, output, message) => {
    expect(() => judge(output)).toThrow(message)
  })

  test('may have more beside it where only some databases are covered', () => {
    judge('swapped\n"app"\n"more"\n"shop"\n', 'named')
  })
})

describe('the name of a sibling', () => {
  test.each(['shop', 'a'.repeat(63), 'ü'.repeat(31), '日本'.repeat(10)])(
    'of %s is one that Postgres takes',
    (name) => {
      for (const role of ['new', 'old'] as const) {
        const sibling = siblingName(name, role, 'abcdefgh12345678')
        expect(Buffer.byteLength(sibling)).toBeLessThanOrEqual(63)
        expect(Buffer.from(sibling).toString()).toBe(sibling)
        expect(isSibling(sibling)).toBe(true)
      }
    }
  )

  test('tells long names apart', () => {
    const long = 'a'.repeat(60)
    expect(siblingName(`${long}1`, 'old', 'r')).not.toBe(siblingName(`${long}2`, 'old', 'r'))
  })

  test('is not taken for a name of the user', () => {
    expect(isSibling('shop')).toBe(false)
    expect(isSibling('predeploy_old_shop')).toBe(false)
  })
})
