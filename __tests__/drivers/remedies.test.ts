import { describe, expect, test } from '@jest/globals'
import type { ManifestArtifact, ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Restoration } from '../../src/drivers/driver.js'
import { readFacts } from '../../src/drivers/facts.js'
import { drivers } from '../../src/drivers/index.js'
import { UserError } from '../../src/errors.js'
import { probedPostgres } from './postgres-probed.js'
import { probedRedis } from './redis-probed.js'

const thrown = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

const withRemedy = (message: string) =>
  expect.objectContaining({
    constructor: UserError,
    message: expect.stringContaining(message),
    remedy: expect.stringMatching(/./)
  })

const artifact: ManifestArtifact = {
  ...{ key: 'it', compression: 'none', bytes: 1, storedBytes: 1, sha256: '0'.repeat(64) },
  counts: {}
}

const DATABASE = {
  ...{ name: 'app', owner: 'app', encoding: 'UTF8', collate: 'C', ctype: 'C', tablespace: 'pg_default' }
}

const GNU = 'tar (GNU tar) 1.35'
const KINDS: Record<string, { readonly declared: object; readonly probed: string }> = {
  postgres: { declared: { container: 'db' }, probed: probedPostgres() },
  redis: { declared: { container: 'cache' }, probed: probedRedis() },
  volume: { declared: { volume: 'uploads' }, probed: `image-with-tar=sha256:1 ${GNU}` },
  files: { declared: { paths: ['/srv/app'] }, probed: `tar=${GNU}\nuser=0\ngroups=0\nkind=0 directory` }
}

function restorationOf(
  type: string,
  facts: ManifestComponent['facts'],
  artifacts: ManifestComponent['artifacts']
): Restoration {
  const driver = drivers.find((each) => each.type === type)
  const { declared = {}, probed = '' } = KINDS[type] ?? {}
  if (driver === undefined) throw new Error(`no driver ${type}`)
  return driver
    .component(driver.schema.parse(declared))
    .found(probed)
    .restoration(
      {
        ...{ name: 'it', type, consistency: 'fuzzy', facts, artifacts },
        ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' }
      },
      'run1'
    )
}

test.each(Object.keys(KINDS))('%s says in words what a manifest lacks', (type) => {
  expect(thrown(() => restorationOf(type, { databases: 7 }, [artifact]))).toEqual(
    withRemedy('the manifest does not tell of it what a restore needs: ')
  )
})

test.each(['redis', 'volume', 'files'])('%s says what to do about a manifest without artifacts', (type) => {
  expect(thrown(() => restorationOf(type, {}, []))).toEqual(
    withRemedy('the manifest lists 0 artifacts of it instead of one')
  )
})

test('postgres says what to do about a manifest without a dump', () => {
  const { facts } = BACKED_UP['postgres'] ?? {}
  expect(thrown(() => restorationOf('postgres', { ...facts }, []))).toEqual(
    withRemedy('the manifest lists no artifact of the database app')
  )
})

const TOOL = { version: '17.1' }
const BACKED_UP: Record<string, { readonly facts: ManifestComponent['facts']; readonly details?: object }> = {
  postgres: {
    facts: { server: TOOL, tool: TOOL, covers: 'all', databases: [DATABASE] },
    details: { content: 'database', tablespaces: [] }
  },
  redis: { facts: { server: { product: 'redis', version: '7.0.1' } }, details: { format: 'REDIS0010' } },
  volume: {
    facts: { volume: { driver: 'local', labels: {}, options: {} }, tar: 'gnu', excluded: [] }
  },
  files: { facts: { paths: [{ path: '/srv/app', kind: 'directory' }], excluded: [] } }
}

const INSPECTED = [{ counts: { 'public.t': 3, db0: 2 } }]
const LOADED_NOTHING = 'rdb_last_load_keys_loaded:0\nrdb_last_load_keys_expired:0'

const JUDGED: readonly (readonly [string, (restoration: Restoration) => void, string])[] = [
  ['postgres', ({ count }) => count.judge('', INSPECTED), 'the staged databases differ from the backup'],
  ['postgres', ({ verify }) => verify.judge('neither', INSPECTED), 'are not the ones in service'],
  ['postgres', ({ verify }) => verify.judge('swapped', INSPECTED), 'the databases app let no client in'],
  ['redis', ({ count }) => count.judge('Bad file', INSPECTED), 'the staged file could not be checked'],
  ['redis', ({ count }) => count.judge('1 keys read', INSPECTED), 'the staged file has 1 keys'],
  ['redis', ({ verify }) => verify.judge(LOADED_NOTHING, INSPECTED), 'the server loaded 0 keys'],
  ['redis', ({ verify }) => verify.judge('', INSPECTED), 'the server has 0 keys in db0'],
  ['volume', ({ verify }) => verify.judge('missing=/v', INSPECTED), 'not what lies on the volume'],
  ['files', ({ verify }) => verify.judge('missing=/srv/app', INSPECTED), 'not what was restored: /srv/app']
]

test.each(JUDGED)('what %s finds wrong in a restore has a remedy (%#)', (type, judge, message) => {
  const { facts, details } = BACKED_UP[type] ?? {}
  const made = restorationOf(type, { ...facts }, [{ ...artifact, part: 'app', details: { ...details } }])
  expect(thrown(() => judge(made))).toEqual(withRemedy(message))
})

describe('a probe', () => {
  test('that ended early is told with a remedy', () => {
    expect(thrown(() => readFacts('a=1').one('b'))).toEqual(withRemedy('the probe printed no "b"'))
  })

  test.each([
    ['no JSON', '{"command":["--requirepass","Pa55word'],
    ['something else', '{"id":7,"command":["--requirepass","Pa55word"]}']
  ])('that describes a container as %s is told with a remedy, and no secret', (_, text) => {
    const [redis] = drivers.filter(({ type }) => type === 'redis')
    const found = () => redis?.component({ container: 'cache' }).found(`container=${text}`)
    const error = thrown(found)
    expect(error).toEqual(withRemedy('what the host tells of container cache cannot be read'))
    expect(String(error)).not.toContain('Pa55word')
  })
})
