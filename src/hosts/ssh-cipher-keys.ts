import { createSecretKey } from 'node:crypto'
import type { Client } from 'ssh2'

/**
 * Spares each packet the reading of its key. ssh2 makes a cipher per packet from a key in bytes, and Node takes longer to find out
 * that bytes are no key object than to make the cipher; a key object, made once, it takes as it is.
 */
export function keepCipherKeys(client: Client): void {
  // Keys change with each handshake; the cipher of the other direction is in place a moment later.
  client.on('handshake', () => setImmediate(() => prepareKeys(client)))
}

function prepareKeys(client: Client): void {
  const protocol: unknown = Reflect.get(client, '_protocol')
  for (const [direction, key] of HOLDERS) {
    const cipher = Object(Reflect.get(Object(protocol), direction))
    const bytes: unknown = Reflect.get(cipher, key)
    if (Buffer.isBuffer(bytes)) Reflect.set(cipher, key, createSecretKey(bytes))
  }
}

// Where the AES-GCM ciphers of ssh2 1.17 hold their keys; others are left as they are.
const HOLDERS = [
  ['_cipher', '_encKey'],
  ['_decipher', '_decipherKey']
] as const
