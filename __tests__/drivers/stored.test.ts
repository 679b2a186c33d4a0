import { describe, expect, test } from '@jest/globals'
import type { ManifestArtifact, ManifestComponent } from '../../src/backup-set/manifest.js'
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

const GNU = 'tar (GNU tar) 1.35'
const KINDS: Record<string, { readonly declared: object; readonly probed: string }> = {
  postgres: { declared: { container: 'db' }, probed: probedPostgres() },
  redis: { declared: { container: 'cache' }, probed: probedRedis() },
  volume: { declared: { volume: 'uploads' }, probed: `image-with-tar=sha256:1 ${GNU}` },
  files: { declared: { paths: ['/srv/app'] }, probed: `tar=${GNU}\nuser=0\ngroups=0\nkind=0 directory` }
}

describe.each(drivers.map((driver) => [driver.type, driver] as const))('%s', (type, driver) => {
  const { declared = {}, probed = '' } = KINDS[type] ?? {}
  const restore = (facts: ManifestComponent['facts'], artifacts: ManifestComponent['artifacts']) => () =>
    driver
      .component(driver.schema.parse(declared))
      .found(probed)
      .restoration(
        {
          ...{ name: 'it', type, consistency: 'fuzzy', facts, artifacts },
          ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' }
        },
        'run1'
      )

  test('says in words what a manifest lacks', () => {
    expect(thrown(restore({ databases: 7 }, [artifact]))).toEqual(
      withRemedy('the manifest does not tell of it what a restore needs: ')
    )
  })
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
