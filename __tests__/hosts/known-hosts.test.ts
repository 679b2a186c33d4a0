import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { keyType, knownHostsLine, knownKeys } from '../../src/hosts/known-hosts.js'

// A key as SSH encodes it: its type and something that stands for the rest.
const key = (type: string, rest: string) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type + rest)])
}
const [one, two, three] = [
  key('ssh-ed25519', 'one'),
  key('ssh-rsa', 'two'),
  key('ssh-ed25519', 'three')
] as const
const line = (names: string, which: Buffer) => `${names} ${keyType(which)} ${which.toString('base64')}`
const hashed = (name: string) => {
  const salt = Buffer.from('salt of twenty bytes')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}
const trusted = (text: string, address: string, port = 22) => knownKeys(text, { address, port }).trusted

describe('known hosts', () => {
  test('are found by name, whatever its case', () => {
    expect(trusted(line('Shop.example', one), 'shop.EXAMPLE')).toEqual([one])
    expect(trusted(line('shop.example', one), 'shop')).toEqual([])
  })

  test('may have keys of several types, a comment each, and Windows line ends', () => {
    const text = `# shop:22 SSH-2.0-OpenSSH_9.2\r\n\r\n${line('shop', one)} a comment\r\n${line('shop', two)}\r\n${line('other', three)}`
    expect(trusted(text, 'shop')).toEqual([one, two])
  })

  test('may stand together on a line', () => {
    const text = line('shop,203.0.113.7,[shop]:2222', one)
    expect(trusted(text, '203.0.113.7')).toEqual([one])
    expect(trusted(text, 'shop', 2222)).toEqual([one])
  })

  test('may be hashed', () => {
    const text = `${line(hashed('shop'), one)}\n${line(hashed('[shop]:2222'), two)}`
    expect(trusted(text, 'shop')).toEqual([one])
    expect(trusted(text, 'SHOP', 2222)).toEqual([two])
    expect(trusted(text, 'other')).toEqual([])
  })

  test('may be patterns with exceptions', () => {
    const text = line('*.example,!old.example,web-?', one)
    expect(trusted(text, 'shop.example')).toEqual([one])
    expect(trusted(text, 'old.example')).toEqual([])
    expect(trusted(text, 'web-1')).toEqual([one])
    expect(trusted(text, 'web-12')).toEqual([])
    expect(trusted(line('shop.example', one), 'shopxexample')).toEqual([])
  })

  test('with another port stand in brackets, or without a port where none stands with it', () => {
    expect(trusted(line('[shop]:2222', one), 'shop')).toEqual([])
    expect(trusted(line('[shop]:2222', one), 'shop', 2222)).toEqual([one])
    expect(trusted(line('shop', two), 'shop', 2222)).toEqual([two])
    expect(trusted(`${line('shop', two)}\n${line('[shop]:2222', one)}`, 'shop', 2222)).toEqual([one])
  })

  test('may be addresses of IPv6', () => {
    expect(trusted(line('2001:db8::1', one), '2001:db8::1')).toEqual([one])
    expect(trusted(line('[2001:db8::1]:2222', one), '2001:db8::1', 2222)).toEqual([one])
  })

  test('tell which keys are revoked, for any port', () => {
    const text = `${line('@revoked *', one)}\n${line('shop', one)}\n${line('[shop]:2222', two)}\n${line('@cert-authority *.example', three)}`
    expect(knownKeys(text, { address: 'shop', port: 22 })).toEqual({
      trusted: [one],
      revoked: [one],
      authorities: 0
    })
    expect(knownKeys(text, { address: 'shop', port: 2222 })).toEqual({
      trusted: [two],
      revoked: [one],
      authorities: 0
    })
    expect(knownKeys(text, { address: 'a.example', port: 22 })).toEqual({
      trusted: [],
      revoked: [one],
      authorities: 1
    })
  })

  test.each([
    [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4Q',
      'line 2 is a public key without the name of its host in front'
    ],
    ['SHA256:sEhPB+31/iknpKdX', 'line 2 is a fingerprint, not a key'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----', 'line 2 belongs to a private key'],
    ['shop', 'line 2 is not of the form "host type key"'],
    [`shop ssh-rsa ${one.toString('base64')}`, 'line 2 is not of the form'],
    ['shop ssh-ed25519 AAAA', 'line 2 is not of the form'],
    [`@trusted ${line('shop', one)}`, 'line 2 begins with @trusted']
  ])('do not hold %s', (wrong, message) => {
    expect(() => trusted(`# comment\n${wrong}\n`, 'shop')).toThrow(`known-hosts: ${message}`)
  })

  test('take the lines that are offered for pasting', () => {
    for (const port of [22, 2222]) {
      const host = { address: '2001:db8::1', port }
      expect(knownKeys(knownHostsLine(host, one), host).trusted).toEqual([one])
    }
  })
})
