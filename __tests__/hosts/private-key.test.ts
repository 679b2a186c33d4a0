import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { readPrivateKey } from '../../src/hosts/private-key.js'
import { Secret } from '../../src/secret.js'

const PASSPHRASE = 'open "sesame" $1 ü'
const read = (key: string, passphrase?: string) =>
  readPrivateKey(new Secret(key), passphrase === undefined ? undefined : new Secret(passphrase))
const publicLine = (key: string, passphrase?: string) => {
  const parsed = read(key, passphrase)
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`
}

const ed25519 = ssh2.utils.generateKeyPairSync('ed25519')
const locked = ssh2.utils.generateKeyPairSync('ed25519', {
  passphrase: PASSPHRASE,
  cipher: 'aes256-ctr',
  rounds: 1
})
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const edwards = generateKeyPairSync('ed25519')

describe('a private key is read', () => {
  test.each([
    ['in the form of OpenSSH', ed25519.private],
    ['with Windows line ends', ed25519.private.replaceAll('\n', '\r\n')],
    ['without its last line break', ed25519.private.trim()],
    ['indented', ed25519.private.replaceAll(/^/gm, '    ')],
    ['with spaces instead of line breaks', ed25519.private.replaceAll('\n', ' ')],
    ['without any line breaks', ed25519.private.replaceAll('\n', '')],
    ['with the two characters \\n instead of line breaks', ed25519.private.replaceAll('\n', '\\n')],
    ['as a JSON text', JSON.stringify(ed25519.private)],
    ['as base64 of the file', Buffer.from(ed25519.private).toString('base64')],
    ['between empty lines', `\n\n${ed25519.private}\n\n`]
  ])('%s', (_, text) => {
    expect(publicLine(text)).toBe(ed25519.public)
  })

  test('with its passphrase', () => {
    expect(publicLine(locked.private, PASSPHRASE)).toBe(locked.public)
    expect(publicLine(locked.private.replaceAll('\n', ' '), PASSPHRASE)).toBe(locked.public)
  })

  const cipher = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE }
  test.each([
    ['RSA in PEM', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }), 'ssh-rsa'],
    ['RSA in encrypted PEM', rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...cipher }), 'ssh-rsa'],
    ['RSA in PKCS#8', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'ssh-rsa'],
    [
      'RSA in encrypted PKCS#8',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }),
      'ssh-rsa'
    ],
    ['ECDSA in PEM', ec.privateKey.export({ type: 'sec1', format: 'pem' }), 'ecdsa-sha2-nistp256'],
    [
      'ECDSA in encrypted PEM',
      ec.privateKey.export({ type: 'sec1', format: 'pem', ...cipher }),
      'ecdsa-sha2-nistp256'
    ],
    ['ECDSA in PKCS#8', ec.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'ecdsa-sha2-nistp256'],
    ['Ed25519 in PKCS#8', edwards.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'ssh-ed25519'],
    [
      'Ed25519 in encrypted PKCS#8',
      edwards.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }),
      'ssh-ed25519'
    ]
  ])('%s, whole and with its line breaks lost', (_, pem, type) => {
    const text = pem.toString()
    const data = Buffer.from('to be signed')
    for (const pasted of [text, text.replaceAll('\n', ' '), text.replaceAll('\n', '\\n')]) {
      const key = read(pasted, text.includes('ENCRYPTED') ? PASSPHRASE : undefined)
      expect(key.type).toBe(type)
      expect(key.verify(data, key.sign(data))).toBe(true)
    }
  })

  test('Ed25519 in PKCS#8 stays the same key', () => {
    const { x = '' } = edwards.publicKey.export({ format: 'jwk' })
    const blob = read(edwards.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()).getPublicSSH()
    expect(blob.subarray(-32).toString('base64url')).toBe(x)
  })
})

describe('a private key is refused with a remedy', () => {
  const half = ed25519.private.slice(0, 150)
  const chacha = ed25519.private.replace(
    /-----\n[\s\S]*\n-----END/,
    `-----\n${Buffer.from('openssh-key-v1\0\0\0\0\x1dchacha20-poly1305@openssh.com\0\0\0\x06bcrypt').toString('base64')}\n-----END`
  )
  test.each([
    ['nothing', '', 'ssh-key is empty', 'forks'],
    ['only blanks', ' \n ', 'ssh-key is empty', 'secret set'],
    ['a public key', ed25519.public, 'ssh-key is a public key', 'without .pub'],
    [
      'a public key in PEM',
      rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'public key',
      '.pub'
    ],
    ['PuTTY’s form', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none', 'PuTTY', 'puttygen'],
    ['a path', '~/.ssh/id_ed25519', 'does not begin with', 'gh secret set'],
    ['a key that is cut off', half, 'cut off', 'whole file'],
    ['an encrypted key without passphrase', locked.private, 'there is no passphrase', 'ssh-passphrase'],
    ['encrypted PKCS#8 without passphrase', pkcs8(), 'there is no passphrase', 'ssh-passphrase'],
    [
      'DSA',
      '-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----',
      'DSA',
      'ssh-keygen -t ed25519'
    ],
    [
      'X25519',
      generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'x25519',
      'ssh-keygen'
    ],
    [
      'nonsense inside',
      '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----',
      'cannot be read',
      'ssh-keygen -p'
    ]
  ])('%s', (_, text, message, remedy) => {
    expect(refusalOf(text)).toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy)
    })
  })

  test('a cipher that cannot be read', () => {
    expect(refusalOf(chacha, PASSPHRASE)).toMatchObject({
      message: 'ssh-key is encrypted with chacha20-poly1305@openssh.com, which cannot be read',
      remedy: expect.stringContaining('ssh-keygen -p -Z aes256-ctr')
    })
  })

  test.each([
    ['OpenSSH', locked.private],
    ['PKCS#8', pkcs8()],
    ['PEM', pem()]
  ])('a wrong passphrase for %s', (_, text) => {
    expect(refusalOf(text, 'wrong').message).toBe('ssh-passphrase does not open ssh-key')
  })

  function refusalOf(text: string, passphrase?: string): Error {
    try {
      read(text, passphrase)
    } catch (error) {
      return error as Error
    }
    throw new Error('it was read')
  }
})

function pkcs8(): string {
  return rsa.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
    .toString()
}

function pem(): string {
  return rsa.privateKey
    .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
    .toString()
}
