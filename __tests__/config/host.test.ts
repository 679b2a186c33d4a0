import { describe, expect, test } from '@jest/globals'
import { documentWith, parse, problemsIn } from './sample.js'

const FORM =
  '→ Write user@address or user@address:port; an IPv6 address stands in brackets: user@[2001:db8::1]:22.'

describe('a host is read', () => {
  const hosts: Readonly<Record<string, object>> = {
    local: { kind: 'local' },
    'deploy@203.0.113.7': { kind: 'ssh', user: 'deploy', address: '203.0.113.7', port: 22 },
    'deploy@example.com:2222': { kind: 'ssh', user: 'deploy', address: 'example.com', port: 2222 },
    'deploy@[2001:db8::7]': { kind: 'ssh', user: 'deploy', address: '2001:db8::7', port: 22 },
    'deploy@[fe80::1%eth0]:2222': { kind: 'ssh', user: 'deploy', address: 'fe80::1%eth0', port: 2222 },
    'CORP\\deploy.bot@db_1.internal.': {
      kind: 'ssh',
      user: 'CORP\\deploy.bot',
      address: 'db_1.internal.',
      port: 22
    },
    'größe@münchen.example': { kind: 'ssh', user: 'größe', address: 'münchen.example', port: 22 }
  }
  test.each(Object.entries(hosts))('%s', (text, host) => {
    expect(parse(documentWith({ host: JSON.stringify(text) })).host).toEqual(host)
  })

  test('in parts', () => {
    const host = '{ user: deploy, address: "2001:db8::7", jump: { user: b, address: jump.example.com } }'
    expect(parse(documentWith({ host })).host).toEqual({
      kind: 'ssh',
      user: 'deploy',
      address: '2001:db8::7',
      port: 22,
      jump: { user: 'b', address: 'jump.example.com', port: 22 }
    })
  })
})

describe('a host that cannot be meant is told', () => {
  const wrong: Readonly<Record<string, readonly [host: string, problem: string]>> = {
    nothing: ['""', `config:2:7: host: is empty (found "")\n${FORM}`],
    'no user': ['example.com', `config:2:7: host: names no user (found "example.com")\n${FORM}`],
    'a URL': ['ssh://a@b', `config:2:7: host: is a URL (found "ssh://a@b")\n${FORM}`],
    'an empty user': [
      '"@b"',
      `config:2:7: host: does not begin with the name of a user (found "@b")\n${FORM}`
    ],
    'a user that looks like an option': [
      '"-oProxyCommand=x@b"',
      `config:2:7: host: does not begin with the name of a user (found "-oProxyCommand=x@b")\n${FORM}`
    ],
    'an address that looks like an option': [
      'a@-b',
      `config:2:7: host: names no address (found "a@-b")\n${FORM}`
    ],
    'no address': ['"a@"', `config:2:7: host: names no address (found "a@")\n${FORM}`],
    'a blank': ['a@b c', `config:2:7: host: names no address (found "a@b c")\n${FORM}`],
    'a line break': ['"a@b\\nc"', `config:2:7: host: names no address (found "a@b\\nc")\n${FORM}`],
    'a port that is no number': [
      'a@b:ssh',
      `config:2:7: host: names a port that is none (found "a@b:ssh")\n${FORM}`
    ],
    'a port that is too high': [
      'a@b:65536',
      `config:2:7: host: names a port that is none (found "a@b:65536")\n${FORM}`
    ],
    'a path, as of scp': [
      'a@b:/srv',
      `config:2:7: host: names a port that is none (found "a@b:/srv")\n${FORM}`
    ],
    'an IPv6 address without brackets': [
      'a@2001:db8::7',
      `config:2:7: host: holds an IPv6 address without brackets (found "a@2001:db8::7")\n${FORM}`
    ],
    'brackets around something else': [
      '"a@[b"',
      `config:2:7: host: names no address (found "a@[b")\n${FORM}`
    ],
    'a mapping without a user': [
      '{ address: b }',
      'config:2:1: host.user: is missing\n→ The user to log in as. It needs the right to use Docker.'
    ],
    'brackets in a mapping': [
      '{ user: a, address: "[::1]" }',
      'config:2:27: host.address: is not a host name or an IP address (found "[::1]")'
    ],
    'a fingerprint of MD5': [
      '{ user: a, address: b, fingerprint: "MD5:16:27:ac" }',
      'config:2:43: host.fingerprint: is not a fingerprint (found "MD5:16:27:ac")\n→ It looks like SHA256:… and is printed by `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host.'
    ],
    'a jump host behind a jump host': [
      '{ user: a, address: b, jump: { user: c, address: d, jump: e@f } }',
      'config:2:59: host.jump.jump: unknown key\n→ Known are: address, user, port, fingerprint.'
    ],
    'a jump host without a user': [
      '{ user: a, address: b, jump: c }',
      `config:2:36: host.jump: names no user (found "c")\n${FORM}`
    ]
  }
  test.each(Object.entries(wrong))('%s', (_, [host, problem]) => {
    expect(problemsIn(documentWith({ host }))).toEqual([problem])
  })
})
