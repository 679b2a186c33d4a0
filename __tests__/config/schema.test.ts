import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { parse as parseYaml } from 'yaml'
import { configReference, replaceReference } from '../../scripts/config-reference.js'
import { configJsonSchema, describedConfig, manifestJsonSchema } from '../../scripts/json-schema.js'
import { drivers } from '../../src/drivers/index.js'
import { documentWith, problemsIn } from './sample.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true, formats: { 'date-time': true } })
const fitsConfig = ajv.compile(configJsonSchema())
const fitsManifest = ajv.compile(manifestJsonSchema())

const environment = { ENVIRONMENT: 'staging', LEVEL: '3', ANY: 'x' }
const parserAccepts = (text: string) => problemsIn(text, { drivers, environment }).length === 0
const schemaAccepts = (text: string) => fitsConfig(parseYaml(text))

describe('what is generated is not stale', () => {
  const RUN = 'run `npm run schema` where this fails'
  test(`schema/config.schema.json (${RUN})`, () =>
    expect(JSON.parse(read('schema/config.schema.json'))).toEqual(configJsonSchema()))
  test(`schema/manifest.schema.json (${RUN})`, () =>
    expect(JSON.parse(read('schema/manifest.schema.json'))).toEqual(manifestJsonSchema()))
  test(`docs/config.md (${RUN})`, () => {
    const documentation = read('docs/config.md')
    expect(documentation).toBe(replaceReference(documentation, configReference(describedConfig())))
  })
})

describe('the examples are accepted by the schema and by the parser', () => {
  test.each(['small', 'full'])('examples/%s.yml', (name) => {
    const text = read(`examples/${name}.yml`)
    expect({ problems: problemsIn(text, { drivers, environment }) }).toEqual({ problems: [] })
    expect({ fits: schemaAccepts(text), errors: fitsConfig.errors }).toEqual({ fits: true, errors: null })
  })
})

const component = (keys: string) => documentWith({ components: `{ db: { ${keys} } }` })
const postgres = (keys: string) => component(`type: postgres, container: c, ${keys}`)

describe('schema and parser accept the same', () => {
  const documents: Readonly<Record<string, string>> = {
    'a host in text': documentWith({ host: 'a@b:22' }),
    'a host in brackets': documentWith({ host: '"a@[::1]:22"' }),
    'this machine': documentWith({ host: 'local' }),
    'a variable as host': documentWith({ host: `a@\${ANY}` }),
    'a directory': documentWith({ store: '{ directory: /srv }' }),
    'a codec': documentWith({ compression: 'gzip' }),
    'a variable as level': documentWith({ compression: `{ codec: zstd, level: "\${LEVEL}" }` }),
    'a service of a project': component('type: postgres, container: { project: p, service: s }'),
    'a duration in text': postgres('timeout: 1h30m'),
    'a duration in seconds': postgres('timeout: 90'),
    'a volume': component('type: volume, volume: shop_uploads')
  }
  test.each(Object.entries(documents))('%s', (_, text) => {
    expect({ parser: parserAccepts(text), schema: schemaAccepts(text) }).toEqual({
      parser: true,
      schema: true
    })
  })
})

describe('schema and parser refuse the same', () => {
  const documents: Readonly<Record<string, string>> = {
    'an unknown section': `${documentWith({})}retention: {}\n`,
    'a missing section': documentWith({}).replace(/^store.*\n/m, ''),
    'no components': documentWith({ components: '{}' }),
    'a bad name of a stack': documentWith({ stack: 'Shop' }),
    'a bad name of a component': documentWith({ components: '{ DB: { type: volume, volume: v } }' }),
    'a host without a user': documentWith({ host: 'example.com' }),
    'a host that is a URL': documentWith({ host: 'ssh://a@b' }),
    'a host with a port in words': documentWith({ host: 'a@b:ssh' }),
    'a mapping of a host without a user': documentWith({ host: '{ address: b }' }),
    'a port of 0': documentWith({ host: '{ address: b, user: a, port: 0 }' }),
    'a jump host with an unknown key': documentWith({ host: '{ address: b, user: a, jump: { x: 1 } }' }),
    'a bucket with a prefix': documentWith({ store: '{ bucket: a/b, region: r }' }),
    'an endpoint without its scheme': documentWith({ store: '{ bucket: bbb, endpoint: s3.example.com }' }),
    'an unknown encryption': documentWith({ store: '{ bucket: bbb, region: r, sse: AES }' }),
    'text as a boolean': documentWith({ store: '{ bucket: bbb, region: r, path-style: yes }' }),
    'too many parts': documentWith({ store: '{ bucket: bbb, region: r, maximum-parts: 10001 }' }),
    'a directory and a bucket': documentWith({ store: '{ bucket: bbb, region: r, directory: /srv }' }),
    'a directory in the home': documentWith({ store: '{ directory: ~/backups }' }),
    'an unknown codec': documentWith({ compression: 'lz4' }),
    'a level of 20': documentWith({ compression: '{ codec: zstd, level: 20 }' }),
    'an unknown kind': component('type: postgre, container: c'),
    'a missing kind': component('container: c'),
    'a missing container': component('type: postgres'),
    'an empty name': component('type: postgres, container: ""'),
    'an unknown key of a component': postgres('colour: red'),
    'the key of another kind': postgres('volume: v'),
    'half of a service': component('type: postgres, container: { project: p }'),
    'a number as text': component('type: postgres, container: 5'),
    'a duration in words': postgres('timeout: long')
  }
  test.each(Object.entries(documents))('%s', (_, text) => {
    expect({ parser: parserAccepts(text), schema: schemaAccepts(text) }).toEqual({
      parser: false,
      schema: false
    })
  })
})

describe('only the parser knows', () => {
  const documents: Readonly<Record<string, string>> = {
    'what belongs together': documentWith({ store: '{ bucket: bbb, region: r, kms-key: k }' }),
    'what only a run has': documentWith({ store: '{ bucket: bbb }' }),
    'what the environment holds': documentWith({ stack: `\${NOWHERE}` }),
    'whether a host is given': documentWith({}).replace(/^host.*\n/m, '')
  }
  test.each(Object.entries(documents))('%s', (_, text) => {
    expect({ parser: parserAccepts(text), schema: schemaAccepts(text) }).toEqual({
      parser: false,
      schema: true
    })
  })
})

describe('the schema of the manifest', () => {
  const manifest = {
    version: 1,
    tool: { name: 'predeploy-backup', version: '0.1.0' },
    stack: 'shop',
    id: '20261121T101500Z-a1b2c3',
    phase: 'pre-deploy',
    partial: false,
    startedAt: '2026-11-21T10:15:00.000Z',
    finishedAt: '2026-11-21T10:16:00.000Z',
    host: 'deploy@203.0.113.7',
    tags: { 'git-sha': 'c0ffee' },
    components: [
      {
        name: 'config',
        type: 'files',
        startedAt: '2026-11-21T10:15:01.000Z',
        finishedAt: '2026-11-21T10:15:02.000Z',
        consistency: 'fuzzy',
        facts: { tool: { name: 'GNU tar', version: '1.34' }, paths: ['/opt/shop/.env'] },
        artifacts: [
          {
            key: 'config.tar.zst',
            compression: 'zstd',
            bytes: 10_240,
            storedBytes: 512,
            sha256: 'a'.repeat(64),
            counts: { entries: 1 }
          }
        ]
      }
    ],
    encryption: null,
    signature: null
  }

  test('accepts a manifest', () =>
    expect({ fits: fitsManifest(manifest), errors: fitsManifest.errors }).toEqual({
      fits: true,
      errors: null
    }))
  test('and one of a later version of this program, which may tell more', () =>
    expect(fitsManifest({ ...manifest, drill: { passed: true } })).toBe(true))
  test('but none without its components, or with a count that is no number', () => {
    expect(fitsManifest({ ...manifest, components: undefined })).toBe(false)
    const [component] = manifest.components
    const artifacts = [{ ...component?.artifacts[0], counts: { entries: 'many' } }]
    expect(fitsManifest({ ...manifest, components: [{ ...component, artifacts }] })).toBe(false)
  })
})
