import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { type Checked, check } from '../../src/config/checked.js'
import type { SshTarget } from '../../src/config/plan.js'
import { checkSshAccess, type UncheckedAccess } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'

const pair = ssh2.utils.generateKeyPairSync('ed25519')
const identity = { privateKey: new Secret(pair.private) }
const jump = { user: 'deploy', address: 'gate.example', port: 22 }
const target: SshTarget = { kind: 'ssh', user: 'deploy', address: 'shop.example', port: 2222, jump }
const lineOf = (name: string) => `${name} ${pair.public}`

const problemsOf = (access: Partial<UncheckedAccess>, server: SshTarget = target): readonly string[] => {
  const checked: Checked<void> = check(() =>
    checkSshAccess(server, { identity, knownHosts: '', connects: true, ...access })
  )
  return checked.kind === 'fine' ? [] : checked.problems.map(({ message }) => message)
}

const GATE = 'the host key of deploy@gate.example is not pinned'
const SHOP = 'the host key of deploy@shop.example:2222 is not pinned'

describe('a pin that is missing', () => {
  test('is left to the connection, which shows the key', () => expect(problemsOf({})).toEqual([]))

  test.each([
    ['there is no key', { identity: undefined, connects: false }, []],
    ['something else is wrong', { connects: false }, []],
    ['the key cannot be read', { identity: { privateKey: new Secret('no key') } }, [/key/]]
  ] as const)('is told, with that of the jump host, where %s', (_, access, before) => {
    expect(problemsOf(access)).toEqual([...before.map((each) => expect.stringMatching(each)), GATE, SHOP])
  })

  test('is that of a host which known hosts do not name', () => {
    expect(problemsOf({ connects: false, knownHosts: lineOf('other.example') })).toEqual([GATE, SHOP])
    expect(problemsOf({ connects: false, knownHosts: lineOf('gate.example') })).toEqual([SHOP])
    expect(problemsOf({ connects: false, knownHosts: lineOf('gate.example,[shop.example]:2222') })).toEqual(
      []
    )
  })

  test('is none where a fingerprint is given', () => {
    const fingerprint = `SHA256:${'A'.repeat(43)}`
    expect(problemsOf({ connects: false }, { ...target, fingerprint })).toEqual([GATE])
    expect(problemsOf({ connects: false }, { ...target, jump: { ...jump, fingerprint } })).toEqual([SHOP])
  })

  test('says what to do, and where', () => {
    const checked = check(() => checkSshAccess(target, { knownHosts: '', connects: false }))
    expect(checked).toMatchObject({
      problems: [
        { remedy: expect.stringMatching(/`ssh-keyscan gate\.example` prints/) },
        { remedy: expect.stringMatching(/`ssh-keyscan -p 2222 shop\.example`, on the jump host, prints/) }
      ]
    })
  })
})

test('all that cannot be read is told at once', () => {
  const fingerprint = 'MD5:16:27:ac'
  expect(
    problemsOf(
      { identity: { privateKey: new Secret('no key') }, knownHosts: 'nonsense' },
      { ...target, fingerprint, jump: { ...jump, fingerprint: 'SHA256:short' } }
    )
  ).toEqual([
    expect.stringContaining('key'),
    expect.stringContaining('known-hosts: line 1'),
    expect.stringContaining('"MD5:16:27:ac"'),
    expect.stringContaining('"SHA256:short"')
  ])
})
