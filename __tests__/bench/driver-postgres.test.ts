import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { readEnvironment } from '../../bench/environment.ts'
import { messageCatalogue } from '../../bench/images/messages.ts'
import { obtainImage } from '../../bench/images/obtain.ts'
import { otherMajorRecipes } from '../../bench/images/recipes.ts'
import { attempt, run } from '../../bench/run.ts'
import { seedPostgres } from '../../bench/stack/seed.ts'
import { postgres } from '../../src/drivers/postgres.js'
import { watched } from '../../src/host-script/watched.js'
import { localHost } from '../../src/hosts/local.js'
import { untilSuccess } from './own-parts.ts'
import { newOwner, newSubject } from './subject.js'

const { stack } = await readEnvironment()
const owner = newOwner('postgres')
afterAll(() => owner.end())

const psql = (container: string, database: string, ...statements: string[]) =>
  run([
    ...['docker', 'exec', '--env', `PGDATABASE=${database}`, container],
    ...['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', 'shop'],
    ...statements.flatMap((statement) => ['-c', statement])
  ])

/** A server of the stack's kind; `seeded` with the stack's databases. */
async function server(
  word: string,
  { image = stack.images.postgres, seeded = true, options = [] as string[], settings = [] as string[] } = {}
) {
  const container = await owner.start(image, {
    word,
    options: ['--env', 'POSTGRES_USER=shop', '--env', 'POSTGRES_PASSWORD=Shop-Pa55word', ...options],
    command: ['postgres', ...['fsync=off', ...settings].flatMap((setting) => ['-c', setting])]
  })
  await untilReady(container)
  if (seeded) await seedPostgres(container)
  return container
}

// While the server sets itself up it listens to its socket only.
const untilReady = (container: string) =>
  untilSuccess(['docker', 'exec', container, 'pg_isready', '-q', '-h', '127.0.0.1'])

const subjectIn = (container: string, declared: object = {}, store = container) =>
  newSubject(postgres, { container, ...declared }, `${owner.folder}/${store}`)

const DAMAGE = [
  'DROP SCHEMA app CASCADE',
  'CREATE TABLE extra (n int)',
  'ALTER DATABASE shop RESET ALL',
  "COMMENT ON DATABASE shop IS 'damaged'",
  'CREATE DATABASE later',
  'DROP DATABASE empty',
  'SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'
]

const siblings = (container: string) =>
  psql(container, 'postgres', `SELECT datname FROM pg_database WHERE datname LIKE '%\\_predeploy\\_%'`)

const crashes = async (container: string) =>
  ((await attempt(['docker', 'logs', container])).stderr.match(/terminated by signal|PANIC/g) ?? []).length

describe('roles that a restore made', () => {
  const made = (container: string) =>
    psql(
      container,
      'postgres',
      `SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'shop' ORDER BY rolname`
    )
  const DROP = [
    'DROP TABLE owned',
    'REVOKE SET ON PARAMETER log_statement FROM "Mémber"',
    'DROP ROLE "own\\er"',
    'DROP ROLE "Mémber"'
  ]

  test('go with it where it fails, stay where it does not, and are left where something depends on them', async () => {
    const container = await server('roles', { seeded: false })
    await psql(
      container,
      'shop',
      'CREATE ROLE "own\\er"',
      `CREATE ROLE "Mémber" LOGIN PASSWORD 'Member-1' IN ROLE "own\\er"`,
      'GRANT "Mémber" TO shop WITH ADMIN OPTION',
      `ALTER ROLE "Mémber" SET work_mem TO '7MB'`,
      'CREATE TABLE owned (n int)',
      'ALTER TABLE owned OWNER TO "own\\er"',
      'GRANT SELECT ON owned TO "Mémber"',
      'GRANT SET ON PARAMETER log_statement TO "Mémber"'
    )
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    await psql(container, 'shop', ...DROP)

    const before = await subject.walk(manifest)
    await before.stage()
    expect(await made(container)).toMatch(/^Mémber\nown\\er\npredeploy_made_roles_[0-9a-f]{8}\n$/)
    expect((await subject.find()).warnings).toEqual([
      expect.stringContaining('left the role predeploy_made_roles_'),
      expect.stringContaining('left the database')
    ])
    for (const _ of [1, 2]) {
      await before.run(before.restoration.discard)
      expect(await made(container)).toBe('')
    }

    const after = await subject.walk(manifest)
    await after.run(after.restoration.swap(await after.stage()))
    await after.run(after.restoration.undo)
    await after.run(after.restoration.discard)
    expect(await made(container)).toBe('')

    const used = await subject.walk(manifest)
    await used.stage()
    await psql(container, 'postgres', 'GRANT CONNECT ON DATABASE postgres TO "own\\er"')
    await expect(used.run(used.restoration.discard)).rejects.toThrow(
      'the restore made the roles "own\\er", which stay since something depends on them'
    )
    expect(await made(container)).toBe('own\\er\n')
    await used.run(used.restoration.discard)
    await psql(
      container,
      'postgres',
      'REVOKE CONNECT ON DATABASE postgres FROM "own\\er"',
      'DROP ROLE "own\\er"'
    )

    await subject.restore()
    expect(await made(container)).toBe('Mémber\nown\\er\n')
    expect(await siblings(container)).toBe('')
  }, 120_000)
})

test('a clean-up ends what goes on of the restore although its client was cut off', async () => {
  const container = await server('goes-on')
  const subject = subjectIn(container)
  const { manifest } = await subject.backUp()
  const cut = await subject.walk(manifest)
  await cut.stage()
  const application = `predeploy-backup-${cut.token}`
  const client = [
    'docker',
    'exec',
    '--env',
    `PGAPPNAME=${application}`,
    container,
    'psql',
    '-XAtq',
    '-U',
    'shop'
  ]
  const goesOn = attempt([
    ...client,
    ...['-d', 'shop', '-c', `BEGIN; CREATE ROLE late; SELECT pg_sleep(60); COMMIT`]
  ])
  const going = `SELECT count(*) FROM pg_stat_activity WHERE application_name = '${application}'`
  while ((await psql(container, 'postgres', going)) !== '1\n') await sleep(50)
  await cut.run(cut.restoration.discard)
  expect((await goesOn).stderr).toContain('terminating connection')
  expect(await psql(container, 'postgres', `SELECT count(*) FROM pg_roles WHERE rolname = 'late'`)).toBe(
    '0\n'
  )
  expect(await siblings(container)).toBe('')
}, 120_000)

describe('a server with all that is odd', () => {
  let container: string
  let before: string
  beforeAll(async () => {
    container = await server('odd')
    await run([
      'docker',
      'exec',
      container,
      'install',
      '-d',
      '-o',
      'postgres',
      '-m',
      '700',
      '/var/lib/postgresql/fast'
    ])
    await psql(
      container,
      'shop',
      `CREATE TABLESPACE fast LOCATION '/var/lib/postgresql/fast'`,
      'CREATE DATABASE spaced TABLESPACE fast',
      'CREATE TABLE in_space (n int) TABLESPACE fast',
      'INSERT INTO in_space SELECT generate_series(1, 7)',
      `CREATE ROLE vanishing LOGIN PASSWORD 'Vanishing-1' CONNECTION LIMIT 3`,
      `COMMENT ON ROLE vanishing IS 'comes; back'`,
      `ALTER ROLE vanishing SET work_mem TO '7MB'`,
      'GRANT pg_read_all_data TO vanishing',
      'GRANT CONNECT ON DATABASE "key=value" TO vanishing'
    )
    await psql(
      container,
      'legacy',
      `SET client_encoding = 'UTF8'`,
      `COMMENT ON DATABASE legacy IS 'Größe'`,
      `ALTER DATABASE legacy SET shop.tenant = 'Café'`
    )
    await psql(
      container,
      'shop',
      `CREATE DATABASE "Lager für €" TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`,
      `COMMENT ON DATABASE "Lager für €" IS 'Größe in €, told from elsewhere'`
    )
    before = await pictureOfPostgres(container)
  }, 400_000)

  test('comes back exactly as it was', async () => {
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    await psql(
      container,
      'shop',
      ...DAMAGE,
      'DROP OWNED BY vanishing',
      'REVOKE ALL ON DATABASE "key=value" FROM vanishing',
      'DROP ROLE vanishing'
    )
    expect(await pictureOfPostgres(container)).not.toBe(before)
    const { warnings } = await subject.restore()
    expect(warnings).toEqual([
      expect.stringContaining('no safety backup'),
      expect.stringContaining('"later"')
    ])
    expect(await pictureOfPostgres(container)).toBe(before)
    expect(await siblings(container)).toBe('')
    expect(manifest.components[0]?.artifacts.map(({ part }) => part)).toEqual(
      expect.arrayContaining([
        'globals',
        ...Object.values(stack.databases).filter((name) => name !== 'frozen')
      ])
    )
  })

  test('has what was told of a database in another encoding as it was told', async () => {
    const query = `SELECT current_setting('shop.tenant'), shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()`
    expect(await psql(container, 'legacy', `SET client_encoding = 'UTF8'`, query)).toBe('Café|Größe\n')
  })

  test('is counted in its dumps as the server counts', async () => {
    const { manifest } = await subjectIn(container).backUp()
    const counts = manifest.components[0]?.artifacts.find(({ part }) => part === 'shop')?.counts ?? {}
    const tables = JSON.parse(
      await psql(
        container,
        'shop',
        `SELECT json_object_agg(quote_ident(nspname) || '.' || quote_ident(relname),
           (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM ONLY %I.%I', nspname, relname), false, true, '')))[1]::text::int)
         FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
         WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')`
      )
    ) as Record<string, number>
    const objects = Number(await psql(container, 'shop', 'SELECT count(*) FROM pg_largeobject_metadata'))
    const { 'large objects': largeObjects, ...rows } = counts
    expect(largeObjects).toBe(objects)
    expect(Object.values(rows).sort()).toEqual(Object.values(tables).sort())
    const plain = Object.entries(tables).filter(([name]) => !/["\n]/.test(name))
    expect(rows).toMatchObject(Object.fromEntries(plain))
  })

  test('comes back while clients keep connecting', async () => {
    const subject = subjectIn(container, { databases: ['shop'] }, 'busy')
    await subject.backUp()
    const clients = Array.from({ length: 4 }, () =>
      run(['docker', 'exec', container, 'sh', '-c', CLIENT], { timeoutSeconds: 60 })
    )
    await psql(container, 'shop', 'CREATE TABLE extra (n int)')
    await subject.restore()
    await run(['docker', 'exec', container, 'touch', '/tmp/enough'])
    await Promise.all(clients)
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('has nothing to put back where a database that would go was dropped before the exchange', async () => {
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    await psql(container, 'shop', 'CREATE DATABASE later')
    const { restoration, stage, run: ask } = await subject.walk(manifest)
    const staged = await stage()
    await psql(container, 'shop', 'DROP DATABASE later')
    await expect(ask(restoration.swap(staged))).rejects.toThrow('are not there any more')
    await ask(restoration.undo)
    await ask(restoration.undo)
    await ask(restoration.discard)
    expect(await siblings(container)).toBe('')
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('takes nothing for its own that was made while it staged', async () => {
    const subject = subjectIn(container, { databases: ['empty'] }, 'made')
    const { manifest } = await subject.backUp()
    await psql(container, 'shop', 'DROP DATABASE empty')
    const { restoration, stage, run: ask } = await subject.walk(manifest)
    const staged = await stage()
    await psql(container, 'shop', 'CREATE DATABASE empty')
    await psql(container, 'empty', 'CREATE TABLE theirs (n int)')
    await expect(ask(restoration.swap(staged))).rejects.toThrow('already exists')
    await ask(restoration.undo)
    await ask(restoration.undo)
    await ask(restoration.discard)
    expect(await psql(container, 'empty', 'SELECT count(*) FROM theirs')).toBe('0\n')
    expect(await siblings(container)).toBe('')
    await subject.restore()
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('keeps its old databases when a restore is undone, and every step may be repeated', async () => {
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    await psql(container, 'shop', 'CREATE TABLE extra (n int)', 'CREATE DATABASE later')
    const damaged = await pictureOfPostgres(container)
    const { restoration, stage, count, run: ask, verify } = await subject.walk(manifest)

    await ask(restoration.undo)
    const staged = await stage()
    await count(staged)
    await expect(verify(staged)).rejects.toThrow('are not the ones in service')
    await ask(restoration.swap(staged))
    await ask(restoration.swap(staged))
    await verify(staged)
    // What was to go is made again, by whoever made it first.
    await psql(container, 'shop', 'CREATE DATABASE later')
    await ask(restoration.undo)
    await ask(restoration.undo)
    // One that was cut off from its client may go on inside the container.
    await expect(ask(restoration.swap(staged))).rejects.toThrow('are not there any more')
    await ask(restoration.discard)
    await ask(restoration.discard)
    expect(await pictureOfPostgres(container)).toBe(damaged)
    await psql(container, 'shop', 'DROP TABLE extra', 'DROP DATABASE later')
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('is untouched by a dump that is cut short, or staged and not what was counted', async () => {
    const subject = subjectIn(container, { databases: ['shop'] }, 'cut')
    const { manifest } = await subject.backUp()
    const { restoration, stage, count, run: ask } = await subject.walk(manifest)
    const size = manifest.components[0]?.artifacts.at(-1)?.bytes ?? 0
    await expect(stage(size - 1)).rejects.toThrow('the staging failed')
    await expect(stage(Math.floor(size / 2))).rejects.toThrow('the staging failed')
    const staged = await stage()
    const sibling = (await siblings(container)).trim()
    await psql(container, sibling, 'TRUNCATE app.unlogged_counts')
    await expect(count(staged)).rejects.toThrow('the staged databases differ from the backup: shop has')
    await ask(restoration.discard)
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('restores one database and leaves the others alone', async () => {
    await subjectIn(container).backUp()
    await psql(container, 'shop', 'CREATE TABLE extra (n int)')
    await psql(container, 'analytics', 'CREATE TABLE extra (n int)')
    await subjectIn(container, { databases: ['shop'] }).restore()
    expect(await psql(container, 'shop', `SELECT to_regclass('extra') IS NULL`)).toBe('t\n')
    expect(await psql(container, 'analytics', `SELECT to_regclass('extra') IS NULL`)).toBe('f\n')
    await psql(container, 'analytics', 'DROP TABLE extra')
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('ends a dump whose runner is gone, and goes on itself', async () => {
    const { captures } = await subjectIn(container).find()
    const capture = captures().find(({ part }) => part === 'shop')
    if (capture === undefined) throw new Error('no database shop')
    const dumps = `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'predeploy-backup'`
    // A lock keeps the dump waiting.
    const locked = run([
      'docker',
      'exec',
      container,
      'psql',
      '-XAtq',
      '-U',
      'shop',
      '-c',
      'BEGIN; LOCK app.customers; SELECT pg_sleep(8)'
    ])
    await sleep(500)
    const stream = localHost(process.env).read(watched([capture.script]))
    stream.on('error', () => undefined).resume()
    await until(async () => (await psql(container, 'postgres', dumps)) === '1\n')
    stream.destroy()
    await until(async () => (await psql(container, 'postgres', dumps)) === '0\n')
    await locked
    expect(await pictureOfPostgres(container)).toBe(before)
  })

  test('was never brought down by any of this', async () => {
    expect(await crashes(container)).toBe(0)
  })
})

describe('a restore that did not come to its end', () => {
  let container: string
  beforeAll(async () => {
    container = await server('unfinished', { seeded: false })
    await psql(
      container,
      'shop',
      'CREATE TABLE t AS SELECT generate_series(1, 5) AS n',
      'CREATE DATABASE other',
      'CREATE DATABASE on_purpose ALLOW_CONNECTIONS false'
    )
  }, 100_000)

  const rows = (database: string) => psql(container, database, 'SELECT count(*) FROM t')
  const closed = () =>
    psql(container, 'postgres', 'SELECT datname FROM pg_database WHERE NOT datallowconn ORDER BY 1')

  test('loses no old database where somebody dropped the new one', async () => {
    const subject = subjectIn(container)
    const { manifest, warnings } = await subject.backUp()
    expect(warnings).toEqual([expect.stringContaining('no client is let in: the database on_purpose')])
    expect(manifest.components[0]?.facts).toMatchObject({ covers: 'all', closed: ['on_purpose'] })
    await psql(container, 'shop', 'INSERT INTO t VALUES (6)')
    const { restoration, stage, run: ask } = await subject.walk(manifest)
    await ask(restoration.swap(await stage()))
    await psql(container, 'postgres', 'DROP DATABASE shop WITH (FORCE)')
    await expect(ask(restoration.undo)).rejects.toThrow('the old ones are kept')
    await expect(ask(restoration.discard)).rejects.toThrow('may be the only copy')
    const old = (await siblings(container)).split('\n').find((name) => /^shop_predeploy_old/.test(name))
    await expect(subject.backUp()).rejects.toMatchObject({
      message: expect.stringContaining(`left the database ${old}, and there is no shop`)
    })

    await psql(
      container,
      'postgres',
      `ALTER DATABASE ${old} RENAME TO shop`,
      'ALTER DATABASE shop ALLOW_CONNECTIONS true'
    )
    expect(await rows('shop')).toBe('6\n')
    // Now everything that replaces an old one is there.
    await ask(restoration.discard)
    expect(await siblings(container)).toBe('')
    expect(await rows('shop')).toBe('6\n')
    expect(await closed()).toBe('on_purpose\ntemplate0\n')
  })

  test('makes the next backup red and the next restore possible, where it closed a database', async () => {
    const subject = subjectIn(container, {}, 'closed')
    const { manifest } = await subject.backUp()
    const { stage } = await subject.walk(manifest)
    await stage()
    await psql(container, 'postgres', 'ALTER DATABASE shop ALLOW_CONNECTIONS false')
    await expect(subject.backUp()).rejects.toThrow('the database shop lets no client in')

    const again = await subject.walk(manifest)
    await again.run(again.restoration.swap(await again.stage()))
    await again.run(again.restoration.undo)
    await again.run(again.restoration.discard)
    expect(await closed()).toBe('on_purpose\ntemplate0\n')

    await psql(container, 'postgres', 'ALTER DATABASE shop ALLOW_CONNECTIONS false')
    await subject.restore()
    expect(await rows('shop')).toBe('6\n')
    expect(await closed()).toBe('on_purpose\ntemplate0\n')
  })
})

const CLIENT = `until [ -e /tmp/enough ]; do psql -XAtq -U shop -d shop -c 'SELECT pg_sleep(0.05)' >/dev/null 2>&1; done`

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 100) throw new Error('it did not come to pass')
    await sleep(100)
  }
}

describe('a log that cannot go', () => {
  test('is a warning before a restore stages anything', async () => {
    const settings = ['archive_mode=on', 'archive_command=false']
    const container = await server('log', { seeded: false, settings })
    const subject = subjectIn(container)
    await subject.backUp()
    await psql(
      container,
      'postgres',
      `SELECT pg_create_physical_replication_slot('gone', true)`,
      'SELECT pg_switch_wal()'
    )
    const failed = 'SELECT last_failed_time IS NOT NULL FROM pg_stat_archiver'
    await until(async () => (await psql(container, 'postgres', failed)) === 't\n')
    expect((await subject.restore()).warnings).toEqual([
      expect.stringContaining('no safety backup'),
      expect.stringContaining('fails to archive its log'),
      expect.stringContaining('the replication slot gone')
    ])
  })
})

describe('another major', () => {
  test('goes up, and not down', async () => {
    const image = await obtainImage(otherMajorRecipes['postgres-15'])
    const [old, fresh] = [await server('old', { image }), await server('fresh', { seeded: false })]
    await subjectIn(old, {}, 'majors').backUp()
    const tables = async (container: string) =>
      (await pictureOfPostgres(container)).match(/^(COPY .*|\(\d+ rows, sha256 .*)$/gm)
    await subjectIn(fresh, {}, 'majors').restore()
    expect(await tables(fresh)).toEqual(await tables(old))
    await subjectIn(fresh, {}, 'majors').backUp()
    await expect(subjectIn(old, {}, 'majors').restore()).rejects.toThrow('has the older 15.')
  }, 300_000)
})

describe('a server that speaks German', () => {
  let container: string
  beforeAll(async () => {
    container = await server('german', { seeded: false })
    const catalogue = path.join(owner.folder, 'german.mo')
    await writeFile(catalogue, messageCatalogue(GERMAN))
    await run([
      ...['docker', 'exec', container, 'sh', '-euc'],
      'localedef -i de_DE -f UTF-8 de_DE.UTF-8; mkdir -p /usr/share/locale/de/LC_MESSAGES'
    ])
    await run(['docker', 'cp', catalogue, `${container}:/usr/share/locale/de/LC_MESSAGES/postgres-17.mo`])
    await run(['docker', 'restart', container])
    await untilReady(container)
    await psql(
      container,
      'shop',
      `ALTER SYSTEM SET lc_messages = 'de_DE.UTF-8'`,
      'SELECT pg_reload_conf()',
      'CREATE ROLE modest LOGIN',
      'GRANT pg_read_all_data TO modest'
    )
    const query = ['docker', 'exec', container, 'psql', '-U', 'shop', '-c', 'SELECT * FROM nothing']
    expect((await attempt(query)).stderr).toContain('FEHLER:  Relation »nothing« existiert nicht')
  }, 120_000)

  test('speaks English to a superuser, and lets others in as well', async () => {
    await subjectIn(container, { user: 'modest' }).backUp()
    const subject = subjectIn(container)
    const { manifest } = await subject.backUp()
    const { restoration, stage, run: ask } = await subject.walk(manifest)
    const staged = await stage()
    const broken = staged.map((each) => ({
      ...each,
      restore: { properties: { encoding: 'UTF8', statements: [Buffer.from('SELECT * FROM nothing;')] } }
    }))
    await expect(ask(restoration.swap(broken))).rejects.toThrow('ERROR:  relation "nothing" does not exist')
    await ask(restoration.undo)
    await ask(restoration.discard)
  }, 120_000)

  test('is understood when it lets nobody in', async () => {
    await run([
      ...['docker', 'exec', '--user', 'postgres', container, 'sh', '-euc'],
      `sed -i 's/trust$/scram-sha-256/' "$PGDATA/pg_hba.conf"; pg_ctl reload -s`
    ])
    await expect(subjectIn(container, { password: 'wrong' }).find()).rejects.toMatchObject({
      message: expect.stringMatching(/does not let shop in: .*Passwort-Authentifizierung .* fehlgeschlagen/),
      remedy: expect.stringContaining('Set `user` and `password`')
    })
    await expect(subjectIn(container, { port: 5433 }).find()).rejects.toThrow('does not answer')
  })
})

const GERMAN = {
  ERROR: 'FEHLER',
  'relation "%s" does not exist': 'Relation »%s« existiert nicht',
  'permission denied to set parameter "%s"': 'keine Berechtigung, um Parameter »%s« zu setzen',
  'password authentication failed for user "%s"':
    'Passwort-Authentifizierung für Benutzer »%s« fehlgeschlagen'
}

describe('logins', () => {
  test('use the password that the container was started with, and tell when it does not hold', async () => {
    const container = await server('scram', { seeded: false })
    await run([
      ...['docker', 'exec', '--user', 'postgres', container, 'sh', '-euc'],
      `sed -i 's/trust$/scram-sha-256/' "$PGDATA/pg_hba.conf"; pg_ctl reload -s`
    ])
    await subjectIn(container).backUp()
    await run([
      'docker',
      'exec',
      '--env',
      'PGPASSWORD=Shop-Pa55word',
      container,
      'psql',
      '-XAtq',
      '-U',
      'shop',
      '-c',
      `ALTER ROLE shop PASSWORD 'changed'`
    ])
    await expect(subjectIn(container).find()).rejects.toMatchObject({
      message: expect.stringMatching(/does not let shop in: .*password authentication failed/),
      remedy: expect.stringContaining('may have been changed since')
    })
    const changed = subjectIn(container, { password: 'changed' })
    await changed.backUp()
    await changed.restore()
  })

  test('are not asked of a server that is only being set up', async () => {
    const container = await owner.start(stack.images.postgres, {
      word: 'slow',
      options: ['--env', 'POSTGRES_USER=shop', '--env', 'POSTGRES_PASSWORD=Shop-Pa55word'],
      command: [
        'sh',
        '-c',
        'echo "SELECT pg_sleep(6)" >/docker-entrypoint-initdb.d/slow.sql && exec docker-entrypoint.sh postgres -c fsync=off'
      ]
    })
    await untilSuccess(['docker', 'exec', container, 'pg_isready', '-q'])
    await expect(subjectIn(container).find()).rejects.toThrow('is only being set up')
    await untilReady(container)
    await subjectIn(container).backUp()
  })

  test('without a superuser make a backup without passwords, and no restore', async () => {
    const container = await server('modest', { seeded: false })
    await psql(
      container,
      'shop',
      'CREATE TABLE t AS SELECT generate_series(1, 5)',
      'CREATE ROLE modest LOGIN',
      'GRANT pg_read_all_data TO modest'
    )
    const modest = subjectIn(container, { user: 'modest' })
    const { manifest, warnings } = await modest.backUp()
    expect(warnings).toEqual([expect.stringContaining('modest is no superuser')])
    const shop = manifest.components[0]?.artifacts.find(({ part }) => part === 'shop')
    expect(shop?.counts).toEqual({ 'public.t': 5 })
    await expect(modest.restore()).rejects.toThrow('modest is no superuser')
    await subjectIn(container).restore()
    expect(await psql(container, 'shop', 'SELECT count(*) FROM t')).toBe('5\n')
  })
})
