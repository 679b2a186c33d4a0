/** What a private key tells without its passphrase. */
export interface KeyHeader {
  /** The type as SSH names it; empty where the file does not tell. */
  readonly type: string
  /** The cipher that the key is encrypted with; absent where it is not. */
  readonly cipher?: string
}

/** Reads what stands unencrypted in the text of a private key. */
export function keyHeader(text: string): KeyHeader {
  if (text.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return openSshHeader(text)
  if (text.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----')) return { type: '', cipher: 'PBES2' }
  const [, cipher] = /^DEK-Info: ([A-Z0-9-]+),/m.exec(text) ?? []
  const type = text.startsWith('-----BEGIN DSA') ? 'ssh-dss' : ''
  return cipher === undefined ? { type } : { type, cipher }
}

// magic, cipher, key derivation, its options, number of keys, public key (which begins with its type)
function openSshHeader(text: string): KeyHeader {
  const bytes = Buffer.from(text.replaceAll(/-----[^-]+-----/g, ''), 'base64')
  const cipher = fieldAt(bytes, 'openssh-key-v1\0'.length)
  const derivation = fieldAt(bytes, cipher.end)
  const options = fieldAt(bytes, derivation.end)
  const publicKey = fieldAt(bytes, options.end + 4)
  const type = fieldAt(publicKey.value, 0).value.toString('latin1')
  const name = cipher.value.toString('latin1')
  return name === 'none' || name === '' ? { type } : { type, cipher: name }
}

function fieldAt(bytes: Buffer, at: number): { readonly value: Buffer; readonly end: number } {
  if (at + 4 > bytes.length) return { value: Buffer.alloc(0), end: bytes.length }
  const end = at + 4 + bytes.readUInt32BE(at)
  return { value: bytes.subarray(at + 4, end), end }
}
