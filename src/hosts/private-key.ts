import ssh2, { type ParsedKey } from 'ssh2'
import { asError, UserError } from '../errors.js'
import type { Secret } from '../secret.js'
import { keyHeader } from './private-key-header.js'
import { fromPkcs8 } from './private-key-pkcs8.js'
import { repairKeyText } from './private-key-text.js'

/**
 * Reads a private key as people paste it into a secret. Throws a UserError that says what is wrong with it and which command
 * mends it; no part of the key stands in any message.
 */
export function readPrivateKey(key: Secret, passphrase?: Secret): ParsedKey {
  const text = repairKeyText(key.reveal())
  const phrase = passphrase?.reveal() === '' ? undefined : passphrase?.reveal()
  refuseWhatIsNoKey(text)
  refuseWhatCannotBeRead(text, phrase)
  try {
    const parsed = ssh2.utils.parseKey(isPkcs8(text) ? fromPkcs8(text, phrase) : text, phrase)
    if (parsed instanceof Error) throw parsed
    // Its types hide that a file may hold several keys.
    const [first] = [parsed].flat()
    if (first?.isPrivateKey() !== true) throw new Error('there is no private key in it')
    return first
  } catch (error) {
    throw unreadable(asError(error), phrase)
  }
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
      remedy: 'Convert it and paste the new file: puttygen key.ppk -O private-openssh -o key'
    })
  }
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) || /^-----? ?BEGIN (SSH2 |RSA )?PUBLIC KEY/.test(text)) {
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
    throw new UserError('ssh-key is cut off: its last line (-----END … PRIVATE KEY-----) is missing', {
      remedy: PASTE
    })
  }
}

function refuseWhatCannotBeRead(text: string, passphrase: string | undefined): void {
  const { type, cipher } = keyHeader(text)
  if (type === 'ssh-dss') throw unusable('a DSA key')
  if (type.startsWith('sk-')) throw unusable('a key that lives on a hardware token')
  if (cipher === undefined) return
  if (passphrase === undefined) {
    throw new UserError('ssh-key is encrypted and there is no passphrase', {
      remedy: 'Set the input ssh-passphrase, or take the passphrase off: ssh-keygen -p -N "" -f key'
    })
  }
  if (cipher.startsWith('chacha20')) {
    throw new UserError(`ssh-key is encrypted with ${cipher}, which cannot be read`, {
      remedy: 'Encrypt it with another cipher: ssh-keygen -p -Z aes256-ctr -f key'
    })
  }
}

const isPkcs8 = (text: string): boolean => /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)

const unusable = (what: string): UserError =>
  new UserError(`ssh-key is ${what}, which cannot be used`, {
    remedy: 'Make another: ssh-keygen -t ed25519 -f key, and add key.pub to authorized_keys on the host.'
  })

function unreadable(cause: Error, passphrase: string | undefined): UserError {
  if (cause instanceof UserError) return cause
  return passphrase !== undefined &&
    /integrity check failed|bad passphrase|bad decrypt|wrong final block/i.test(cause.message)
    ? new UserError('ssh-passphrase does not open ssh-key', {
        remedy:
          'Try both with `ssh-keygen -y -f key`, and mind blanks and line breaks at the end of the secret.',
        cause
      })
    : new UserError(`ssh-key cannot be read: ${cause.message}`, {
        remedy: `${PASTE} If that is what you did, convert it: ssh-keygen -p -f key`,
        cause
      })
}

const PASTE =
  'Paste the whole file with its first and last line, e.g. `gh secret set SSH_KEY < ~/.ssh/id_ed25519`.'
