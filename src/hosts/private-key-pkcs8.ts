import { createPrivateKey, type KeyObject } from 'node:crypto'
import { UserError } from '../errors.js'

/** A key in PKCS#8, which the SSH library does not read, in a form that it does; unencrypted. Throws OpenSSL's error where it cannot be opened. */
export function fromPkcs8(text: string, passphrase: string | undefined): string {
  const key = createPrivateKey({ key: text, passphrase: passphrase ?? '' })
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString()
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString()
    case 'ed25519':
      return openSshEd25519(key)
    default:
      throw new UserError(`ssh-key is a key for ${key.asymmetricKeyType}, which SSH does not use`, {
        remedy: 'Make another: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
      })
  }
}

// The layout is OpenSSH's PROTOCOL.key.
function openSshEd25519(key: KeyObject): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' })
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]
  const type = field('ssh-ed25519')
  const comment = field('')
  const secret = Buffer.concat([
    Buffer.alloc(8),
    type,
    field(point),
    field(Buffer.concat([seed, point])),
    comment
  ])
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secret.length % 8)) % 8)
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field('')],
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([type, field(point)])),
    field(Buffer.concat([secret, padding]))
  ])
  const body = file.toString('base64').replaceAll(/.{1,70}/g, '$&\n')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}-----END OPENSSH PRIVATE KEY-----\n`
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
