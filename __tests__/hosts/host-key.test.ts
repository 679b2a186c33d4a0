import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import {
  distrust,
  fingerprintOf,
  noPinnedType,
  pinOf,
  trusts,
  wantedAlgorithms
} from '../../src/hosts/host-key.js'
import { knownHostsLine } from '../../src/hosts/known-hosts.js'

const publicKey = (type: 'ed25519' | 'ecdsa') => {
  const pair =
    type === 'ecdsa'
      ? ssh2.utils.generateKeyPairSync(type, { bits: 256 })
      : ssh2.utils.generateKeyPairSync(type)
  return Buffer.from(pair.public.split(' ')[1] ?? '', 'base64')
}
const [edwards, other, ecdsa] = [publicKey('ed25519'), publicKey('ed25519'), publicKey('ecdsa')]
const shop = { address: 'shop.example', port: 2222 }
const line = knownHostsLine(shop, edwards)
const revoked = `@revoked * ${line.split(' ').slice(1).join(' ')}`

describe('a pinned host key', () => {
  test('by known hosts is trusted, and no other', () => {
    const pin = pinOf(shop, line)
    expect([edwards, other, ecdsa].map((key) => trusts(pin, key))).toEqual([true, false, false])
  })

  test('by a fingerprint is trusted, and no other', () => {
    const pin = pinOf({ ...shop, fingerprint: fingerprintOf(edwards) }, '')
    expect([edwards, other, ecdsa].map((key) => trusts(pin, key))).toEqual([true, false, false])
  })

  test('by a fingerprint with padding is the same', () => {
    expect(trusts(pinOf({ ...shop, fingerprint: ` ${fingerprintOf(edwards)}= ` }, ''), edwards)).toBe(true)
  })

  test('by a fingerprint goes before known hosts', () => {
    expect(trusts(pinOf({ ...shop, fingerprint: fingerprintOf(other) }, line), edwards)).toBe(false)
  })

  test('that is revoked is not trusted, whatever pins it', () => {
    expect(trusts(pinOf(shop, `${line}\n${revoked}`), edwards)).toBe(false)
    expect(trusts(pinOf({ ...shop, fingerprint: fingerprintOf(edwards) }, revoked), edwards)).toBe(false)
  })

  test('that is missing trusts nobody', () => {
    expect(trusts(pinOf(shop, ''), edwards)).toBe(false)
  })

  test.each(['MD5:16:27:ac', 'SHA256:short', 'sEhPB+31/iknpKdX/Ign1A13vyIOQzWKosSbuRUiSX8'])(
    'cannot be the fingerprint %s',
    (fingerprint) => {
      expect(() => pinOf({ ...shop, fingerprint }, '')).toThrow('is not of the form SHA256:…')
    }
  )
})

describe('a server is asked', () => {
  test('for the types that are pinned only', () => {
    expect(wantedAlgorithms(pinOf(shop, line))).toEqual(['ssh-ed25519'])
    expect(wantedAlgorithms(pinOf(shop, knownHostsLine(shop, ecdsa)))).toEqual(['ecdsa-sha2-nistp256'])
  })

  test('for RSA with SHA-2', () => {
    const rsa = Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa and so on')])
    expect(wantedAlgorithms(pinOf(shop, knownHostsLine(shop, rsa)))).toEqual(['rsa-sha2-512', 'rsa-sha2-256'])
  })

  test('for all types where any may fit', () => {
    expect(wantedAlgorithms(pinOf(shop, ''))).toHaveLength(6)
    expect(
      wantedAlgorithms(pinOf({ ...shop, fingerprint: fingerprintOf(edwards) }, ''), ['ssh-ed25519'])
    ).toHaveLength(5)
  })
})

describe('distrust says what to do', () => {
  test('where nothing is pinned: the line to paste and the fingerprint to compare', () => {
    const error = distrust('deploy@shop.example:2222', shop, { pin: pinOf(shop, ''), seen: [edwards] })
    expect(error.message).toContain(`is not pinned. It shows ssh-ed25519 ${fingerprintOf(edwards)}`)
    expect(error.remedy).toContain(`\n  ${line}`)
    expect(error.remedy).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  })

  test('where another key is pinned: both fingerprints, loudly, and no line to paste', () => {
    const error = distrust('deploy@shop.example:2222', shop, { pin: pinOf(shop, line), seen: [other] })
    expect(error.message).toMatch(/^THE HOST KEY OF deploy@shop.example:2222 IS NOT THE PINNED ONE/)
    expect(error.message).toContain(fingerprintOf(edwards))
    expect(error.message).toContain(fingerprintOf(other))
    expect(error.message).toContain('intercepting')
    expect(`${error.message}${error.remedy}`).not.toContain(other.toString('base64'))
  })

  test('where the key is revoked', () => {
    const error = distrust('shop', shop, { pin: pinOf(shop, `${line}\n${revoked}`), seen: [edwards] })
    expect(error.message).toContain('marked @revoked')
  })

  test('where only an authority is pinned', () => {
    const authority = `@cert-authority ${line}`
    const error = distrust('shop', shop, { pin: pinOf(shop, authority), seen: [edwards] })
    expect(error.message).toContain('@cert-authority line does not help')
  })

  test('where the server has other types', () => {
    const error = noPinnedType('shop', { pinned: ['ssh-ed25519'], offered: ['rsa-sha2-512'] })
    expect(error.message).toContain('Pinned: ssh-ed25519. The server has: rsa-sha2-512')
  })
})
