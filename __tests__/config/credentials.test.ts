import { describe, expect, test } from '@jest/globals'
import { allFine, check } from '../../src/config/checked.js'
import type { HostTarget, StoreTarget } from '../../src/config/plan.js'
import { secretsWithheld } from '../../src/config/run-origin.js'
import { readS3Keys, type S3KeyInputs, type S3KeyNeeds } from '../../src/config/s3-credentials.js'
import { readSshCredentials, type SshInputs, type SshNeeds } from '../../src/config/ssh-credentials.js'
import { UserError, UserErrors } from '../../src/errors.js'
import { Secret } from '../../src/secret.js'
import { problemsOf } from './sample.js'

const KEY = new Secret('-----BEGIN OPENSSH PRIVATE KEY-----')
type Inputs = SshInputs & S3KeyInputs
type Needs = SshNeeds & S3KeyNeeds
const NO_INPUTS: Inputs = {
  sshKey: undefined,
  sshPassphrase: undefined,
  knownHosts: '',
  s3AccessKeyId: '',
  s3SecretAccessKey: undefined,
  s3SessionToken: undefined
}
const ssh: HostTarget = { kind: 'ssh', user: 'deploy', address: 'example.com', port: 2222 }
const bucket: StoreTarget = {
  ...{ kind: 's3', bucket: 'backups', prefix: '', region: 'us-east-1', pathStyle: false },
  ...{ checksum: 'auto', maximumParts: 10_000, uniformParts: false }
}
function read(given: Partial<Inputs>, change: Partial<Needs> = {}) {
  const inputs = { ...NO_INPUTS, ...given }
  const needs: Needs = { host: ssh, store: bucket, environment: {}, withheld: undefined, ...change }
  const { login, s3 } = allFine('wrong', {
    login: readSshCredentials(inputs, needs),
    s3: readS3Keys(inputs, needs)
  })
  return { ...login, s3 }
}

describe('credentials are read', () => {
  test('of SSH and S3', () => {
    const credentials = read({
      sshKey: KEY,
      sshPassphrase: new Secret('open sesame'),
      knownHosts: 'example.com ssh-ed25519 AAAA',
      s3AccessKeyId: ' AKIA\n',
      s3SecretAccessKey: new Secret('wJalr\n'),
      s3SessionToken: new Secret('token')
    })
    expect(credentials.identity.privateKey?.reveal()).toBe(KEY.reveal())
    expect(credentials.identity.passphrase?.reveal()).toBe('open sesame')
    expect(credentials.knownHosts).toBe('example.com ssh-ed25519 AAAA')
    expect(credentials.s3?.accessKeyId).toBe('AKIA')
    expect(credentials.s3?.secretAccessKey.reveal()).toBe('wJalr')
    expect(credentials.s3?.sessionToken?.reveal()).toBe('token')
    expect(JSON.stringify(credentials)).not.toMatch(/OPENSSH|sesame|wJalr|"token"/)
  })

  test('of an agent', () =>
    expect(read({}, { environment: { SSH_AUTH_SOCK: '/run/agent.7' } })).toEqual({
      identity: { agentSocket: '/run/agent.7' },
      knownHosts: ''
    }))

  test('and none are needed here', () =>
    expect(read({}, { host: { kind: 'local' } })).toEqual({ identity: {}, knownHosts: '' }))

  test('and without a pin the connection will say which line to paste', () =>
    expect(read({ sshKey: KEY }).knownHosts).toBe(''))
})

const SET_KEY = `→ Set \`ssh-key: \${{ secrets.SSH_KEY }}\` to the private key whose public key stands in authorized_keys on the host. A secret that does not exist, or belongs to another environment, is empty.`
const SET_BOTH =
  '→ Set both, or neither: without them the AWS credential chain applies (e.g. aws-actions/configure-aws-credentials). A secret that does not exist is empty.'
const NO_KEY = 'the input ssh-key is empty and no SSH agent runs: nothing can log in to example.com'
const FORK =
  '→ This run belongs to a pull request from the fork eve/shop, and GitHub gives forks no secrets. Skip the step there: if: github.event.pull_request.head.repo.full_name == github.repository'

const DEPENDABOT =
  "→ Dependabot started this run, and it gets no secrets of Actions. Skip the step (if: github.actor != 'dependabot[bot]'), or add the secrets under Settings → Secrets and variables → Dependabot."
const NO_S3_KEYS =
  'the inputs s3-access-key-id and s3-secret-access-key are empty, and no step before this one left AWS credentials'
const fork = { kind: 'fork', repository: 'eve/shop' } as const

describe('a fork', () => {
  test.each(['AWS_ACCESS_KEY_ID', 'AWS_PROFILE'])(
    'may have been given credentials by an earlier step, as %s',
    (name) =>
      expect(read({ sshKey: KEY }, { withheld: fork, environment: { [name]: 'x' } }).s3).toBeUndefined()
  )
  test.each(['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])(
    'does not borrow the role of the machine that it runs on, as %s tells it',
    (name) =>
      expect(() => read({ sshKey: KEY }, { withheld: fork, environment: { [name]: 'x' } })).toThrow(
        NO_S3_KEYS
      )
  )
  test('needs no keys for a directory', () =>
    expect(
      read({ sshKey: KEY }, { withheld: fork, store: { kind: 'directory', path: '/backups' } }).s3
    ).toBeUndefined())
  test('is not told of keys as long as nobody knows where they are for', () =>
    expect(read({ sshKey: KEY }, { withheld: fork, store: undefined }).s3).toBeUndefined())
  test('uses keys that it was given', () =>
    expect(
      read({ sshKey: KEY, s3AccessKeyId: 'AKIA', s3SecretAccessKey: new Secret('x') }, { withheld: fork }).s3
        ?.accessKeyId
    ).toBe('AKIA'))
})

describe('credentials that are missing are told', () => {
  const wrong: Readonly<
    Record<string, readonly [inputs: Partial<Inputs>, needs: Partial<Needs>, ...problems: string[]]>
  > = {
    'a key': [{}, {}, `${NO_KEY}\n${SET_KEY}`],
    'a key to a passphrase': [
      { sshPassphrase: new Secret('x') },
      {},
      `the input ssh-passphrase is set, but ssh-key is empty\n${SET_KEY}`
    ],
    'half of what S3 needs': [
      { sshKey: KEY, s3AccessKeyId: 'AKIA' },
      {},
      `the input s3-access-key-id is set, but s3-secret-access-key is empty\n${SET_BOTH}`
    ],
    'the other half': [
      { sshKey: KEY, s3SecretAccessKey: new Secret('x') },
      {},
      `the input s3-secret-access-key is set, but s3-access-key-id is empty\n${SET_BOTH}`
    ],
    'both, to a token': [
      { sshKey: KEY, s3SessionToken: new Secret('x') },
      {},
      `the input s3-session-token is set without keys\n${SET_BOTH}`
    ],
    'nothing, but one holds a blank': [
      { sshKey: KEY, s3AccessKeyId: 'AKIA', s3SecretAccessKey: new Secret('wJ alr') },
      {},
      'the input s3-secret-access-key holds blanks or line breaks\n→ Set the secret again, to the key alone.'
    ],
    'all of them, to a fork': [{}, { withheld: fork }, `${NO_KEY}\n${FORK}`, `${NO_S3_KEYS}\n${FORK}`],
    'the keys of the store, to a fork that runs beside its host': [
      {},
      { withheld: fork, host: { kind: 'local' } },
      `${NO_S3_KEYS}\n${FORK}`
    ],
    'half of them, to a fork': [
      { sshKey: KEY, s3AccessKeyId: 'AKIA' },
      { withheld: fork },
      `the input s3-access-key-id is set, but s3-secret-access-key is empty\n${FORK}`
    ],
    'all of them, to Dependabot on a machine of GitHub': [
      {},
      { withheld: { kind: 'dependabot' }, environment: { RUNNER_ENVIRONMENT: 'github-hosted' } },
      `${NO_KEY}\n${DEPENDABOT}`,
      `${NO_S3_KEYS}\n${DEPENDABOT}`
    ],
    'a key, to Dependabot on a machine that may have a role': [
      {},
      { withheld: { kind: 'dependabot' }, environment: { RUNNER_ENVIRONMENT: 'self-hosted' } },
      `${NO_KEY}\n${DEPENDABOT}`
    ],
    'what can be told while the host is unknown': [
      { s3AccessKeyId: 'AKIA' },
      { host: undefined },
      `the input s3-access-key-id is set, but s3-secret-access-key is empty\n${SET_BOTH}`
    ]
  }
  test.each(Object.entries(wrong))('%s', (_, [inputs, needs, ...problems]) => {
    expect(problemsOf(() => read(inputs, needs))).toEqual(problems)
  })
})

describe('runs without secrets are recognised', () => {
  const event = (head: string | null) =>
    JSON.stringify({ pull_request: { head: { repo: head === null ? null : { full_name: head } } } })
  const environment = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REPOSITORY: 'shop/shop',
    GITHUB_ACTOR: 'eve'
  }

  test('a pull request from a fork', () =>
    expect(secretsWithheld(environment, event('eve/shop'))).toEqual(fork))
  test('a pull request from a fork that is gone', () =>
    expect(secretsWithheld(environment, event(null))).toEqual({
      kind: 'fork',
      repository: 'that was deleted'
    }))
  test('Dependabot', () =>
    expect(secretsWithheld({ ...environment, GITHUB_ACTOR: 'dependabot[bot]' }, undefined)).toEqual({
      kind: 'dependabot'
    }))
  test('and others are not', () => {
    expect(secretsWithheld(environment, event('shop/shop'))).toBeUndefined()
    expect(secretsWithheld(environment, undefined)).toBeUndefined()
    expect(secretsWithheld(environment, '{}')).toBeUndefined()
    expect(secretsWithheld({ ...environment, GITHUB_EVENT_NAME: 'push' }, event('eve/shop'))).toBeUndefined()
    const target = { ...environment, GITHUB_EVENT_NAME: 'pull_request_target' }
    expect(secretsWithheld(target, event('eve/shop'))).toBeUndefined()
    expect(secretsWithheld({}, undefined)).toBeUndefined()
  })
})

describe('problems of several sources are told together', () => {
  const wrong = check(() => {
    throw new UserError('one')
  })
  const worse = check(() => {
    throw new UserErrors('several', [new UserError('two'), new UserError('three')])
  })

  test('in their order', () =>
    expect(problemsOf(() => allFine('all', { wrong, fine: check(() => 1), worse }))).toEqual([
      'one',
      'two',
      'three'
    ]))
  test('and where there are none, the values come out', () =>
    expect(allFine('all', { one: check(() => 1), two: check(() => '2') })).toEqual({ one: 1, two: '2' }))
  test('and what is no problem of the user stays thrown', () =>
    expect(() =>
      check(() => {
        throw new TypeError('a bug')
      })
    ).toThrow(TypeError))
})
