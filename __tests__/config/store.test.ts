import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import { documentWith, parse, problemsIn } from './sample.js'

const authority = readFileSync(new URL('../fixtures/authority.pem', import.meta.url), 'utf8')
const withStore = (store: string) => documentWith({ store: `{ ${store} }` })
const store = (keys: string, environment = {}) => parse(withStore(keys), { environment }).store

describe('what a provider needs is known by its endpoint', () => {
  const endpoints: Readonly<Record<string, object>> = {
    'https://s3.eu-central-1.amazonaws.com': { region: 'eu-central-1', pathStyle: false },
    'https://s3.dualstack.us-gov-west-1.amazonaws.com': { region: 'us-gov-west-1', pathStyle: false },
    'https://s3.cn-north-1.amazonaws.com.cn': { region: 'cn-north-1', pathStyle: false },
    'https://bucket.vpce-1a2b-c3d4.s3.eu-west-1.vpce.amazonaws.com': {
      region: 'eu-west-1',
      pathStyle: false
    },
    'https://0123.r2.cloudflarestorage.com': { region: 'auto', pathStyle: true, uniformParts: true },
    'https://0123.eu.r2.cloudflarestorage.com': { region: 'auto', uniformParts: true },
    'https://s3.fr-par.scw.cloud': { region: 'fr-par', maximumParts: 1000 },
    'https://s3.us-west-004.backblazeb2.com': { region: 'us-west-004', pathStyle: true },
    'https://s3.eu-central-2.wasabisys.com': { region: 'eu-central-2' },
    'https://fra1.digitaloceanspaces.com': { region: 'fra1' },
    'https://nbg1.your-objectstorage.com': { region: 'nbg1' },
    'https://minio.example.com:9000': { region: 'us-east-1', pathStyle: true, maximumParts: 10_000 },
    'http://127.0.0.1:9000': { endpoint: 'http://127.0.0.1:9000' },
    'http://minio:9000/': { endpoint: 'http://minio:9000' },
    'http://[fd00::7]:9000': { endpoint: 'http://[fd00::7]:9000' },
    'https://project.supabase.co/storage/v1/s3': { endpoint: 'https://project.supabase.co/storage/v1/s3' }
  }
  test.each(Object.entries(endpoints))('%s', (endpoint, target) => {
    expect(store(`bucket: backups, endpoint: "${endpoint}"`)).toMatchObject(target)
  })

  test('and what the document says goes before it', () => {
    expect(
      store(
        'bucket: b-b, endpoint: "https://s3.fr-par.scw.cloud", region: x, maximum-parts: 7, path-style: false'
      )
    ).toMatchObject({ region: 'x', maximumParts: 7, pathStyle: false })
  })
})

describe('a region for AWS', () => {
  test('comes from the environment', () => {
    expect(store('bucket: backups', { AWS_REGION: 'eu-west-3' })).toMatchObject({ region: 'eu-west-3' })
    expect(store('bucket: backups', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' })).toMatchObject({
      region: 'eu-west-2'
    })
  })
  test('which says nothing about other storage', () =>
    expect(
      store('bucket: backups, endpoint: "https://s3.example.com"', { AWS_REGION: 'eu-west-3' })
    ).toMatchObject({ region: 'us-east-1' }))
})

test('a directory is a store', () =>
  expect(store('directory: /srv/backups')).toEqual({ kind: 'directory', path: '/srv/backups' }))

test('slashes around a prefix are left out', () =>
  expect(store('bucket: backups, region: r, prefix: //a/b/')).toMatchObject({ prefix: 'a/b' }))

describe('an authority', () => {
  const text = withStore('bucket: backups, endpoint: "https://s3.example.com", ca: ca/root.pem')
  const readFile = (path: string) => (path === 'ca/root.pem' ? authority : '')

  test('is read from a file', () => expect(parse(text, { readFile }).store).toMatchObject({ ca: authority }))
  test('is taken as it is', () => {
    const ca = JSON.stringify(`${authority}${authority}`)
    expect(store(`bucket: backups, region: r, ca: ${ca}`)).toMatchObject({ ca: `${authority}${authority}` })
  })
  test('whose file cannot be read is told', () =>
    expect(
      problemsIn(text, {
        readFile: (path) => {
          throw new UserError(`${path} cannot be read (ENOENT)`)
        }
      })
    ).toEqual([
      'config:3:67: store.ca: ca/root.pem cannot be read (ENOENT) (found "ca/root.pem")\n→ Give the PEM text itself, or the path of a file in the repository, which must be checked out.'
    ]))
  test('that is no certificate is told', () =>
    expect(problemsIn(text, { readFile: () => 'hello' })).toEqual([
      'config:3:67: store.ca: holds no certificate (found "ca/root.pem")\n→ Give PEM: -----BEGIN CERTIFICATE-----, its lines, -----END CERTIFICATE-----.'
    ]))
  test('that lost its line breaks is told', () =>
    expect(
      problemsIn(text, {
        readFile: () => authority.replaceAll('\n', ' ').slice(0, 300) + authority.slice(-30)
      })
    ).toEqual([
      'config:3:67: store.ca: holds a certificate that cannot be read (found "ca/root.pem")\n→ Copy it again with all of its line breaks.'
    ]))
  test('with its private key is told', () =>
    expect(
      problemsIn(text, {
        readFile: () => `${authority}-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----`
      })
    ).toEqual([
      'config:3:67: store.ca: holds a private key (found "ca/root.pem")\n→ Give the certificate of the authority only, and replace that key: it has been seen.'
    ]))
})

describe('a store that cannot be meant is told', () => {
  const wrong: Readonly<Record<string, readonly [store: string, ...problems: (string | RegExp)[]]>> = {
    'a bucket with its prefix': [
      'bucket: backups/pre-deploy, region: r',
      'config:3:18: store.bucket: is not the name of a bucket (found "backups/pre-deploy")\n→ Write the name of the bucket alone; what follows it is `prefix`.'
    ],
    'a bucket that is a URL': [
      'bucket: s3://backups, region: r',
      'config:3:18: store.bucket: is not the name of a bucket (found "s3://backups")\n→ Write the name of the bucket alone; what follows it is `prefix`.'
    ],
    'a bucket with a blank': [
      'bucket: my backups, region: r',
      'config:3:18: store.bucket: is not the name of a bucket (found "my backups")\n→ Bucket names have at least 3 letters, digits, "." and "-".'
    ],
    'no region for AWS': [
      'bucket: backups',
      'config:3:1: store.region: is missing\n→ Add it, for example eu-central-1, or set AWS_REGION for the step.'
    ],
    'a prefix that climbs': [
      'bucket: backups, region: r, prefix: a/../b',
      'config:3:46: store.prefix: is not a usable prefix (found "a/../b")\n→ Write names with a slash between them, for example backups/pre-deploy.'
    ],
    'a prefix with a line break': [
      'bucket: backups, region: r, prefix: "a\\nb"',
      'config:3:46: store.prefix: is not a usable prefix (found "a\\nb")\n→ Write names with a slash between them, for example backups/pre-deploy.'
    ],
    'an endpoint without its scheme': [
      'bucket: backups, endpoint: s3.example.com',
      'config:3:37: store.endpoint: is not a URL (found "s3.example.com")\n→ Write it with its scheme: https://s3.example.com'
    ],
    'an endpoint of another scheme': [
      'bucket: backups, endpoint: "s3://example.com"',
      'config:3:37: store.endpoint: is not a URL (found "s3://example.com")\n→ Write it with its scheme: https://s3.example.com'
    ],
    'an endpoint with the bucket in its name': [
      'bucket: backups, endpoint: "https://backups.s3.example.com"',
      'config:3:37: store.endpoint: holds the name of the bucket (found "https://backups.s3.example.com")\n→ Leave it out of `endpoint`; it stands in `bucket`.'
    ],
    'an endpoint with the bucket in its path': [
      'bucket: backups, endpoint: "https://s3.example.com/backups"',
      'config:3:37: store.endpoint: holds the name of the bucket (found "https://s3.example.com/backups")\n→ Leave it out of `endpoint`; it stands in `bucket`.'
    ],
    'an endpoint with credentials, which are not shown': [
      'bucket: backups, endpoint: "https://key:hunter2@s3.example.com"',
      'config:3:37: store.endpoint: holds credentials (its value is not shown)\n→ Give them by the inputs `s3-access-key-id` and `s3-secret-access-key`.'
    ],
    'an endpoint with a query': [
      'bucket: backups, endpoint: "https://s3.example.com/?x=1"',
      'config:3:37: store.endpoint: holds more than an address (found "https://s3.example.com/?x=1")\n→ Leave out what follows ? or #.'
    ],
    'an endpoint without TLS on the internet': [
      'bucket: backups, endpoint: "http://s3.example.com"',
      'config:3:37: store.endpoint: would send backups unencrypted over the internet (found "http://s3.example.com")\n→ Use https://, or an address in a private network.'
    ],
    'an authority where there is no TLS': [
      `bucket: backups, endpoint: "http://10.0.0.7", ca: ${JSON.stringify(authority)}`,
      /^config:3:60: store.ca: does nothing for an endpoint without TLS/
    ],
    'a key without KMS': [
      'bucket: backups, region: r, sse: AES256, kms-key: alias/x',
      'config:3:60: store.kms-key: does nothing without `sse: aws:kms` (its value is not shown)\n→ Add `sse: aws:kms` or leave the key out.'
    ],
    'more parts than S3 knows': [
      'bucket: backups, region: r, maximum-parts: 10001',
      'config:3:53: store.maximum-parts: must be at most 10000 (found 10001)'
    ],
    'a directory with a prefix': [
      'directory: /srv/backups, prefix: shop',
      'config:3:35: store.prefix: unknown key\n→ Known are: directory.'
    ],
    'a directory in the home of nobody': [
      'directory: ~/backups',
      `config:3:21: store.directory: begins with ~, which only a shell knows (found "~/backups")\n→ Write \${HOME}/…`
    ],
    'neither a bucket nor a directory': [
      'prefix: shop',
      'config:3:1: store.bucket: is missing\n→ The name of the bucket. It must exist.'
    ],
    'several at once': [
      'bucket: backups, endpoint: nowhere, kms-key: k',
      /store.endpoint: is not a URL/,
      /store.kms-key: does nothing/
    ]
  }
  test.each(Object.entries(wrong))('%s', (_, [keys, ...problems]) => {
    const expected = problems.map((problem) =>
      typeof problem === 'string' ? problem : expect.stringMatching(problem)
    )
    expect(problemsIn(withStore(keys))).toEqual(expected)
  })
})
