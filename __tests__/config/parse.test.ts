import { describe, expect, test } from '@jest/globals'
import { chosenComponents, readComponentNames } from '../../src/config/chosen-components.js'
import { documentWith, parse, problemsOf } from './sample.js'

describe('a document becomes a plan', () => {
  test('with everything that it leaves out', () => {
    const plan = parse(`
stack: shop
host: deploy@203.0.113.7
store: { bucket: backups, region: eu-central-1 }
components:
  db: { type: postgres, container: shop-db }
  config: { type: files, paths: [/opt/shop/.env], timeout: 5m }
`)
    expect(plan).toMatchObject({
      stack: 'shop',
      host: { kind: 'ssh', user: 'deploy', address: '203.0.113.7', port: 22 },
      store: {
        kind: 's3',
        bucket: 'backups',
        prefix: '',
        region: 'eu-central-1',
        pathStyle: false,
        checksum: 'auto',
        maximumParts: 10_000,
        uniformParts: false
      },
      compression: { codec: 'auto' },
      components: [
        { name: 'db', type: 'postgres', timeoutSeconds: 21_600 },
        { name: 'config', type: 'files', timeoutSeconds: 300 }
      ]
    })
  })

  test('with everything that it says', () => {
    const plan = parse(`
stack: shop-production
host:
  address: 2001:db8::7
  user: deploy
  port: 2222
  fingerprint: SHA256:uNiVztksCsDhcc0u9e8BrLPZBjQAx5OKONdKMKk5kBA=
  jump: bastion@jump.example.com:2200
store:
  bucket: backups
  prefix: /pre-deploy/shop/
  endpoint: https://s3.example.com:9000/
  region: here
  path-style: false
  sse: aws:kms
  kms-key: alias/backups
  checksum: md5
  maximum-parts: 500
  uniform-parts: true
compression: { codec: zstd, level: 19 }
lock-timeout: 1h
components:
  db:
    type: postgres
    container: { project: shop, service: db }
    databases: [shop, crm]
    timeout: 1h30m
`)
    expect(plan).toEqual({
      stack: 'shop-production',
      host: {
        kind: 'ssh',
        address: '2001:db8::7',
        user: 'deploy',
        port: 2222,
        fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrLPZBjQAx5OKONdKMKk5kBA',
        jump: { user: 'bastion', address: 'jump.example.com', port: 2200 }
      },
      store: {
        kind: 's3',
        bucket: 'backups',
        prefix: 'pre-deploy/shop',
        endpoint: 'https://s3.example.com:9000',
        region: 'here',
        pathStyle: false,
        encryption: { algorithm: 'aws:kms', key: 'alias/backups' },
        checksum: 'md5',
        maximumParts: 500,
        uniformParts: true
      },
      compression: { codec: 'zstd', level: 19 },
      lockTimeoutSeconds: 3600,
      components: [
        {
          name: 'db',
          type: 'postgres',
          timeoutSeconds: 5400,
          component: {
            probe: { text: '{"container":{"project":"shop","service":"db"},"databases":["shop","crm"]}' },
            found: expect.any(Function)
          }
        }
      ]
    })
  })

  test('whose input host goes before that of the document', () => {
    const { host } = parse(documentWith({}), { overrides: { host: 'root@[2001:db8::1]:23' } })
    expect(host).toEqual({ kind: 'ssh', user: 'root', address: '2001:db8::1', port: 23 })
  })

  test('whose input host makes that of the document needless', () => {
    const text = documentWith({}).replace(/^host:.*\n/m, '')
    expect(parse(text, { overrides: { host: 'local' } }).host).toEqual({ kind: 'local' })
  })

  test('in which anchors, aliases and merges stand for what they name', () => {
    const { components } = parse(
      documentWith({
        components: `
  db: &db { type: postgres, container: shop-db, databases: &names [shop] }
  crm: { <<: *db, container: crm-db }
  erp: { type: postgres, container: erp-db, databases: *names }`
      })
    )
    expect(components.map(({ component }) => component.probe.text)).toEqual([
      '{"container":"shop-db","databases":["shop"]}',
      '{"container":"crm-db","databases":["shop"]}',
      '{"container":"erp-db","databases":["shop"]}'
    ])
  })
})

describe('a name stays what it is, whatever it looks like', () => {
  test.each([
    `it's`,
    'say "hi"',
    '$(reboot)',
    '`reboot`',
    'two\nlines',
    '-rf',
    '--privileged',
    'größe 数 🐘',
    ' ',
    'a\\b',
    '; rm -rf /',
    'true',
    'null',
    '0755'
  ])('%j', (name) => {
    const { components } = parse(
      documentWith({ components: `{ db: { type: postgres, container: ${JSON.stringify(name)} } }` })
    )
    expect(JSON.parse(components[0]?.component.probe.text ?? '')).toEqual({ container: name })
  })
})

describe('components are chosen', () => {
  const plan = parse(
    documentWith({
      components: `
  db: { type: postgres, container: shop-db }
  crm: { type: postgres, container: crm-db }
  config: { type: files, paths: [/etc/shop] }`
    })
  )
  const chosen = (input: string) => chosenComponents(plan, readComponentNames(input)).map(({ name }) => name)

  test('all, where none is named', () => expect(chosen(' \n')).toEqual(['db', 'crm', 'config']))
  test('in the order of the document', () => expect(chosen('config, db\ndb')).toEqual(['db', 'config']))
  test('and an unknown one is an error', () =>
    expect(problemsOf(() => chosen('db cmr'))).toEqual([
      'the input components: "cmr" is no component of the configuration\n→ Did you mean "crm"? Known are: db, crm, config.'
    ]))
})
