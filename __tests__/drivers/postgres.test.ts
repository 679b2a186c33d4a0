import { afterEach, describe, expect, test } from '@jest/globals'
import type { Beside, Capture } from '../../src/drivers/driver.js'
import { siblingName } from '../../src/drivers/postgres/names.js'
import { postgres } from '../../src/drivers/postgres.js'
import { UserError } from '../../src/errors.js'
import type { Script } from '../../src/host-script/script.js'
import { type FakeHost, fakeHost, PRINTS_ARGUMENTS } from './fake-docker.js'
import { type Probed, probedPostgres } from './postgres-probed.js'

const found = (probed: Probed = {}, declared: object = {}, beside: Beside = {}) =>
  postgres.component({ container: 'db', ...declared }).found(probedPostgres(probed), beside)

const problem = (work: () => unknown): UserError => {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a server', () => {
  test('has an artifact for its roles and one for each of its databases', () => {
    expect(
      found()
        .captures()
        .map(({ part, extension }) => `${part}.${extension}`)
    ).toEqual(['globals.sql', 'app.dump', 'shop.dump'])
  })

  test('has those of the databases that are named', () => {
    expect(
      found({}, { databases: ['shop'] })
        .captures()
        .map(({ part }) => part)
    ).toEqual(['globals', 'shop'])
  })

  test('tells the manifest what a restore needs, and nothing secret', () => {
    const { facts } = found({}, { password: 'Pa55word' })
    expect(facts).toMatchObject({
      container: { name: 'db' },
      server: { version: '17.11 (Debian)' },
      tool: { name: 'pg_dump', version: '17.11 (Debian)' },
      covers: 'all',
      databases: [
        {
          name: 'app',
          owner: 'app',
          encoding: 'UTF8',
          collate: 'C.UTF-8',
          ctype: 'C.UTF-8',
          provider: 'builtin',
          locale: 'C.UTF-8',
          tablespace: 'pg_default',
          bytes: 1000
        },
        { name: 'shop', provider: 'icu', locale: 'de', icuRules: '&V << w <<< W' }
      ]
    })
    expect(JSON.stringify(facts)).not.toContain('Pa55word')
    expect(found({}, { databases: ['shop'] }).facts).toMatchObject({ covers: 'named' })
  })

  test('warns of what the backup will lack', () => {
    expect(found().warnings).toEqual([])
    expect(found({ facts: { superuser: 'false' } }).warnings).toEqual([
      expect.stringContaining('passwords of roles')
    ])
    expect(found({ facts: { standby: 'true' } }).warnings).toEqual([expect.stringContaining('unlogged')])
  })

  test('does not back up what an earlier restore left, and says so', () => {
    const left = found({ databases: ['app'], closed: ['app_predeploy_old_abc123'] })
    expect(left.captures().map(({ part }) => part)).toEqual(['globals', 'app'])
    expect(left.warnings).toEqual([expect.stringContaining('app_predeploy_old_abc123')])
  })

  test('tells of databases that let no client in, unless others are named', () => {
    const { facts, warnings, captures } = found({ closed: ['frozen'] })
    expect(facts).toMatchObject({ covers: 'all', closed: ['frozen'], databases: [{ name: 'app' }, {}] })
    expect(warnings).toEqual([expect.stringContaining('no client is let in: the database frozen')])
    expect(captures().map(({ part }) => part)).toEqual(['globals', 'app', 'shop'])
    expect(found({ closed: ['frozen'] }, { databases: ['app'] })).toMatchObject({
      warnings: [],
      facts: { covers: 'named', closed: [] }
    })
  })

  const LONG = 'a'.repeat(60)
  test.each([
    ['closed it before the exchange', ['shop', 'shop_predeploy_new_abc']],
    ['closed it before the undo', ['shop', 'shop_predeploy_old_abc']],
    ['closed one with a long name', [LONG, siblingName(LONG, 'old', 'abc')]]
  ])('is red where a restore that did not end %s', (_, closed) => {
    const left = found({ databases: ['app'], closed })
    const error = problem(() => left.captures())
    expect(error.message).toBe(
      `the database ${closed[0]} lets no client in, since a restore did not end: it left ${closed[1]}`
    )
    expect(error.remedy).toContain(`ALTER DATABASE "${closed[0]}" ALLOW_CONNECTIONS true`)
    expect(() => left.restoration).not.toThrow()
  })

  test('is red where a restore that did not end left the only copy of a database', () => {
    const error = problem(() => found({ closed: ['later_predeploy_old_abc'] }).captures())
    expect(error.message).toContain('there is no later: it may be the only copy')
    expect(error.remedy).toContain('ALTER DATABASE "later_predeploy_old_abc" RENAME TO "later"')
    expect(found({ closed: ['later_predeploy_new_abc'] }).captures()).toHaveLength(3)
  })
})

test('is green beside what a restore keeps on purpose, and says nothing of it', () => {
  const probed = { databases: ['app'], closed: ['later_predeploy_old_abc', 'app_predeploy_old_abc'] }
  expect(() => found(probed).captures()).toThrow('the only copy')
  const kept = found(probed, {}, { kept: new Set(['abc']) })
  expect(kept.captures()).toHaveLength(2)
  expect(kept.warnings).toEqual([])
})

describe('is refused with the remedy', () => {
  test.each([
    ['what is not there', { container: 'absent' }, 'no container db', 'docker ps -a'],
    ['what does not run', { container: 'exited' }, 'container db is exited', 'docker start db'],
    [
      'what is no Postgres',
      { facts: { missing: 'psql' } },
      'is no Postgres server: it has no psql',
      'Correct `container`'
    ],
    [
      'a wrong password',
      {
        facts: {
          'login-error':
            'psql: error: connection failed: FATAL:  password authentication failed for user "app"'
        }
      },
      'does not let app in: connection failed',
      'may have been changed since'
    ],
    [
      'an unknown role',
      { facts: { 'login-error': 'FATAL:  role "app" does not exist' } },
      'does not let app in',
      'Set `user`'
    ],
    [
      'what a server says in another language',
      {
        facts: {
          'login-error': 'psql: error: FATAL:  Passwort-Authentifizierung für Benutzer »app« fehlgeschlagen',
          'pg-isready': '0'
        }
      },
      'does not let app in: FATAL:  Passwort-Authentifizierung',
      'Set `user` and `password`'
    ],
    [
      'a server that starts, in another language',
      { facts: { 'login-error': 'psql: error: FATAL:  das Datenbanksystem startet', 'pg-isready': '1' } },
      'is starting or stopping: FATAL:  das Datenbanksystem startet',
      'Wait until it is up'
    ],
    [
      'a silent server',
      { facts: { 'login-error': 'psql: error: Connection refused', 'pg-isready': '2' } },
      'does not answer',
      'docker logs db'
    ],
    [
      'a server that makes its first data',
      {
        facts: { 'socket-only': 'yes', 'first-process': 'bash /usr/local/bin/docker-entrypoint.sh postgres ' }
      },
      'the server in container db is only being set up',
      'Wait until it takes connections'
    ],
    [
      'an old pg_dump',
      { facts: { 'dump-version': '15.4' } },
      'pg_dump 15.4 in container db is older than its server',
      'Use an image'
    ]
  ] satisfies [string, Probed, string, string][])('%s', (_, probed, message, remedy) => {
    const error = problem(() => found(probed))
    expect(error.message).toContain(message)
    expect(error.remedy).toContain(remedy)
  })

  test('but not one that is reached by its socket only on purpose', () => {
    const facts = { 'socket-only': 'yes', 'first-process': `postgres -c listen_addresses= ` }
    expect(() => found({ facts })).not.toThrow()
  })

  test('a database that does not exist, but a restore may replace what there is of those that are named', () => {
    const present = found({}, { databases: ['shop', 'shpo'] }).present?.()
    expect(present?.captures().map(({ part }) => part)).toEqual(['globals', 'shop'])
    // What is there and cannot be captured is not left out.
    const shut = found({ databases: ['shop'], closed: ['app'] }, { databases: ['shop', 'app'] }).present?.()
    expect(() => shut?.captures()).toThrow('the database app lets no client in')
  })

  test('a database that does not exist, with those that do', () => {
    const error = problem(() => found({}, { databases: ['shop', 'shpo'] }).captures())
    expect(error.message).toBe('container db has no database "shpo"')
    expect(error.remedy).toContain('"app", "shop"')
  })

  test('a named database that lets no client in', () => {
    const error = problem(() => found({ closed: ['frozen'] }, { databases: ['frozen'] }).captures())
    expect(error.message).toBe('the database frozen lets no client in, and so no pg_dump')
    expect(error.remedy).toContain('ALTER DATABASE "frozen" ALLOW_CONNECTIONS true')
  })

  test('a probe that ended early', () => {
    expect(() => found({ facts: { version: undefined } })).toThrow('the probe printed no "version"')
  })
})

describe('a dump inside the container', () => {
  let host: FakeHost
  afterEach(() => host.remove())

  const NASTY = [
    'shop',
    '-odd "db" $(touch x) `id`',
    'key=value',
    'postgres://elsewhere',
    `it's \\ here`,
    'two\nlines',
    'ünïcode'
  ]

  test.each(NASTY)('is of the database %j and no other', async (name) => {
    host = fakeHost({ pg_dump: PRINTS_ARGUMENTS })
    const [, capture] = found({ databases: [name] }).captures()
    const { status, stdout } = await host.capture(scriptOf(capture))
    expect(status).toBe(0)
    const escaped = name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    expect(stdout).toBe(
      `[--format=custom]\n[--compress=0]\n[--no-password]\n[--lock-wait-timeout=120s]\n[-d]\n[dbname='${escaped}']\n`
    )
  })

  test('fails as the tool does', async () => {
    host = fakeHost({ pg_dump: 'echo "pg_dump: error: no" >&2; exit 1' })
    const [, capture] = found().captures()
    expect(await host.capture(scriptOf(capture))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('pg_dump: error: no\n')
    })
  })

  const login = 'echo "$PGUSER/$PGPASSWORD/$PGPORT/$PGAPPNAME"'
  test.each([
    [
      'what the official image was started with',
      { POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'a b' },
      {},
      'app/a b/'
    ],
    ['the defaults of that image', {}, {}, 'postgres//'],
    [
      'a password in a file',
      { POSTGRES_USER: 'app', POSTGRES_PASSWORD_FILE: '/etc/hostname' },
      {},
      /^app\/.+\//
    ],
    ['what Bitnami calls it', { POSTGRESQL_USERNAME: 'app', POSTGRESQL_PASSWORD: 'p' }, {}, 'app/p/'],
    [
      'the superuser of Bitnami',
      { POSTGRESQL_USERNAME: 'app', POSTGRESQL_POSTGRES_PASSWORD: 's' },
      {},
      'postgres/s/'
    ],
    ['PGUSER', { PGUSER: 'own', POSTGRES_USER: 'app' }, {}, 'own//'],
    [
      'the configuration',
      { POSTGRES_USER: 'app' },
      { user: `o'wn`, password: 'x', port: 5433 },
      `o'wn/x/5433`
    ]
  ] as [string, Record<string, string>, object, string | RegExp][])(
    'connects with %s',
    async (_, environment, declared, expected) => {
      host = fakeHost({ pg_dump: login })
      const [, capture] = found({}, declared).captures()
      const { stdout } = await host.capture(scriptOf(capture), environment)
      if (typeof expected === 'string') expect(stdout.startsWith(expected)).toBe(true)
      else expect(stdout).toMatch(expected)
      expect(stdout).toContain('predeploy-backup')
    }
  )

  test('has a superuser ask for English, beside the options that the container has, and nobody else', async () => {
    host = fakeHost({ pg_dump: 'echo "[$PGOPTIONS]"' })
    const optionsOf = async (superuser: string) =>
      (
        await host.capture(scriptOf(found({ facts: { superuser } }).captures()[1]), {
          PGOPTIONS: '-c work_mem=1MB'
        })
      ).stdout
    expect(await optionsOf('true')).toBe('[-c work_mem=1MB -c lc_messages=C]\n')
    expect(await optionsOf('false')).toBe('[-c work_mem=1MB]\n')
  })

  test('shows its password in no argument', () => {
    const [globals, dump] = found({}, { password: 'Pa55word' }).captures()
    for (const capture of [globals, dump]) {
      expect(capture?.script.text).not.toContain('Pa55word')
      expect(capture?.script.text).toContain('-e PGPASSWORD')
      expect(capture?.script.secrets?.['PGPASSWORD']?.reveal()).toBe('Pa55word')
    }
  })

  test('of the roles leaves out the passwords where only a superuser may read them', async () => {
    host = fakeHost({ pg_dumpall: PRINTS_ARGUMENTS })
    const argumentsOf = async (superuser: string) =>
      (await host.capture(scriptOf(found({ facts: { superuser } }).captures()[0]))).stdout
    expect(await argumentsOf('true')).not.toContain('--no-role-passwords')
    expect(await argumentsOf('false')).toContain('[--no-role-passwords]')
  })
})

function scriptOf(capture: Capture | undefined): Script {
  if (capture === undefined) throw new Error('no such capture')
  return capture.script
}
