import { describe, expect, test } from '@jest/globals'
import { allFine, check } from '../../src/config/checked.js'
import { type CredentialInputs, type CredentialNeeds, readCredentials } from '../../src/config/credentials.js'
import type { HostTarget } from '../../src/config/plan.js'
import { secretsWithheld } from '../../src/config/run-origin.js'
import { UserError, UserErrors } from '../../src/errors.js'
import { Secret } from '../../src/secret.js'
import { problemsOf } from './sample.js'

const KEY = new Secret('-----BEGIN OPENSSH PRIVATE KEY-----')
const NO_INPUTS: CredentialInputs = {
  sshKey: undefined,
  sshPassphrase: undefined,
  knownHosts: '',
  s3AccessKeyId: '',
  s3SecretAccessKey: undefined,
  s3SessionToken: undefined
}
const ssh: HostTarget = { kind: 'ssh', user: 'deploy', address: 'example.com', port: 2222 }
const read = (inputs: Partial<CredentialInputs>, needs: Partial<CredentialNeeds> = {}) =>
  allFine('wrong', {
    credentials: readCredentials(
      { ...NO_INPUTS, ...inputs },
      { host: ssh, environment: {}, withheld: undefined, ...needs }
    )
  }).credentials

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

describe('credentials that are missing are told', () => {
  const wrong: Readonly<
    Record<
      string,
      readonly [inputs: Partial<CredentialInputs>, needs: Partial<CredentialNeeds>, ...problems: string[]]
    >
  > = {
    'a key and a pin': [
      {},
      {},
      `${NO_KEY}\n${SET_KEY}`,
      'the input known-hosts is empty\n→ Set it to what `ssh-keyscan -p 2222 example.com` prints, after the fingerprint was compared with that on the host.'
    ],
    'a key, where a fingerprint is the pin': [
      {},
      { host: { ...ssh, fingerprint: 'SHA256:x' } },
      `${NO_KEY}\n${SET_KEY}`
    ],
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
      `the input s3-session-token is set without s3-access-key-id and s3-secret-access-key\n${SET_BOTH}`
    ],
    'nothing, but one holds a blank': [
      { sshKey: KEY, s3AccessKeyId: 'AKIA', s3SecretAccessKey: new Secret('wJ alr') },
      {},
      'the input s3-secret-access-key holds blanks or line breaks\n→ Set the secret again, to the key alone.'
    ],
    'all of them, to a fork': [
      { knownHosts: 'example.com ssh-ed25519 AAAA', s3AccessKeyId: 'AKIA' },
      { withheld: { kind: 'fork', repository: 'eve/shop' } },
      `${NO_KEY}\n${FORK}`,
      `the input s3-access-key-id is set, but s3-secret-access-key is empty\n${FORK}`
    ],
    'a key, to Dependabot': [
      { knownHosts: 'example.com ssh-ed25519 AAAA' },
      { withheld: { kind: 'dependabot' } },
      `${NO_KEY}\n→ Dependabot started this run, and it gets no secrets of Actions. Skip the step (if: github.actor != 'dependabot[bot]'), or add the secrets under Settings → Secrets and variables → Dependabot.`
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
  const fork = { kind: 'fork', repository: 'eve/shop' }

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
