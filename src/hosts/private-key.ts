import { createPrivateKey } from 'node:crypto'
import ssh2, { type ParsedKey } from 'ssh2'
import { asError, UserError } from '../errors.js'
import type { Secret } from '../secret.js'
import { repairKeyText } from './private-key-text.js'

/**
 * Reads a private key as people paste it into a secret. Throws a UserError that says what is wrong with it and which command
 * mends it; no part of the key stands in any message.
 */
export function readPrivateKey(key: Secret, passphrase?: Secret): ParsedKey {
  const text = repairKeyText(key.reveal())
  const given = passphrase?.reveal()
  const phrase = given === '' ? undefined : given
  refuseWhatIsNoKey(text)
  const pem = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text) ? traditional(text, phrase) : text
  refuseWhatCannotBeRead(pem, phrase)
  const parsed = ssh2.utils.parseKey(pem, phrase)
  if (parsed instanceof Error) throw unreadable(parsed, phrase)
  const [first] = [parsed].flat()
  if (first === undefined || !first.isPrivateKey())
    throw unreadable(new Error('it holds no private key'), phrase)
  return first
}

function refuseWhatIsNoKey(text: string): void {
  if (text.trim() === '') {
    throw new UserError('ssh-key is empty', {
      remedy:
        'Is the secret set in this repository or environment, and spelled as in the workflow? Runs from forks get no secrets.'
    })
  }
  if (text.startsWith('PuTTY-User-Key-File')) {
    throw new UserError('ssh-key is a PuTTY key (.ppk)', {
      remedy: 'Convert it: puttygen key.ppk -O private-openssh -o key, and paste the new file.'
    })
  }
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) || /^---- ?-?BEGIN (SSH2 )?(RSA )?PUBLIC KEY/.test(text)) {
    throw new UserError('ssh-key is a public key', {
      remedy: 'Paste the private key: the file of the same name without .pub.'
    })
  }
  if (!text.startsWith('-----BEGIN ')) {
    throw new UserError('ssh-key does not begin with a line like -----BEGIN OPENSSH PRIVATE KEY-----', {
      remedy: PASTE
    })
  }
  if (!/-----END [A-Z0-9 ]+-----\s*$/.test(text)) {
    throw new UserError('ssh-key is cut off: its last line -----END … PRIVATE KEY----- is missing', {
      remedy: PASTE
    })
  }
}

const PASTE =
  'Paste the whole file with its first and last line, e.g. `gh secret set SSH_KEY < ~/.ssh/id_ed25519`.'

/** PKCS#8, which the SSH library does not read, in the older form that it does. */
function traditional(text: string, passphrase: string | undefined): string {
  let key: ReturnType<typeof createPrivateKey>
  try {
    key = createPrivateKey({ key: text, passphrase: passphrase ?? '' })
  } catch (error) {
    throw text.startsWith('-----BEGIN ENCRYPTED') && passphrase === undefined
      ? passphraseMissing()
      : unreadable(asError(error), passphrase)
  }
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString()
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString()
    default:
      throw new UserError(`ssh-key is an ${key.asymmetricKeyType} key in PKCS#8 form, which cannot be used`, {
        remedy:
          'Make a key in the OpenSSH form: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
      })
  }
}

function refuseWhatCannotBeRead(pem: string, passphrase: string | undefined): void {
  if (pem.startsWith('-----BEGIN DSA')) throw unsupported('a DSA key')
  if (pem.includes('Proc-Type: 4,ENCRYPTED') && passphrase === undefined) throw passphraseMissing()
  if (!pem.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return
  const { cipher, type } = openSshHeader(pem)
  if (type.startsWith('sk-')) throw unsupported('a key that lives on a hardware token')
  if (type === 'ssh-dss') throw unsupported('a DSA key')
  if (cipher !== 'none' && passphrase === undefined) throw passphraseMissing()
  if (cipher.startsWith('chacha20')) {
    throw new UserError(`ssh-key is encrypted with ${cipher}, which cannot be read`, {
      remedy: 'Encrypt it anew with another cipher: ssh-keygen -p -Z aes256-ctr -f key'
    })
  }
}

const unsupported = (what: string): UserError =>
  new UserError(`ssh-key is ${what}, which cannot be used`, {
    remedy: 'Make another: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
  })

const passphraseMissing = (): UserError =>
  new UserError('ssh-key is encrypted and there is no passphrase', {
    remedy: 'Set the input ssh-passphrase, or use a key without: ssh-keygen -p -N "" -f key'
  })

const unreadable = (error: Error, passphrase: string | undefined): UserError =>
  /integrity check failed|bad decrypt|wrong final block/i.test(error.message) && passphrase !== undefined
    ? new UserError('ssh-passphrase does not open ssh-key', {
        remedy:
          'Try both with `ssh-keygen -y -f key`, and mind blanks and line breaks at the end of the secret.',
        cause: error
      })
    : new UserError(`ssh-key cannot be read: ${error.message}`, {
        remedy: `${PASTE} If that is what you did, convert it: ssh-keygen -p -f key`,
        cause: error
      })

/** Names of the cipher and of the key's type, which stand unencrypted in OpenSSH's format. */
function openSshHeader(pem: string): { readonly cipher: string; readonly type: string } {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
  let at = 'openssh-key-v1\0'.length
  const text = (): string => {
    if (at + 4 > bytes.length) return ''
    const start = at + 4
    at = start + bytes.readUInt32BE(at)
    return bytes.toString('latin1', start, at)
  }
  const cipher = text()
  text() // the key derivation
  text() // and its options
  at += 4 // the number of keys
  at += 4 // the length of the public key
  return { cipher, type: text() }
}
