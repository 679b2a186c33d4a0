import { UserError } from '../errors.js'

/** Gives back a key that is a plain path below the store, and refuses one that could lead out of it. */
export function checkedKey(key: string): string {
  const wrong = key.split('/').some((name) => name === '' || name === '.' || name === '..')
  if (wrong || /\p{Cc}/u.test(key)) throw notAKey(key)
  return key
}

/** Gives back the beginning of keys (which may end within a name), and refuses one that leads out of the store. */
export function checkedPrefix(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (folder !== '') checkedKey(folder.slice(0, -1))
  return prefix
}

/** The error of something that cannot be the key of an object. */
export const notAKey = (key: string): UserError =>
  new UserError(`${JSON.stringify(key)} is not the key of an object`, {
    remedy:
      'A key is a path like "shop/20260101T000000Z-ab12/manifest.json", without ".." and without empty names.'
  })

/** Orders keys by their bytes, as S3 does. */
export const byKey = (one: { readonly key: string }, other: { readonly key: string }): number =>
  Buffer.compare(Buffer.from(one.key), Buffer.from(other.key))
