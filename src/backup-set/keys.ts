import { createHash, randomBytes } from 'node:crypto'

/** A new backup id: UTC time, then its milliseconds and a random end in three hexadecimal digits each. It sorts by time, and holds nothing that a key or a file name could trip over. */
export function newBackupId(now: Date): string {
  const second = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
  const millisecond = now.getUTCMilliseconds().toString(16).padStart(3, '0')
  return `${second}-${millisecond}${randomBytes(2).toString('hex').slice(1)}`
}

/** Whether a text is a backup id. */
export const isBackupId = (text: string): boolean => /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(text)

/** Everything of a stack lies below this key. */
export const stackFolder = (stack: string): string => `${stack}/`

/** Everything of a backup lies below this key. */
export const setFolder = (stack: string, id: string): string => `${stack}/${id}/`

/** The manifest: a backup exists only once it does. */
export const manifestKey = (stack: string, id: string): string => `${setFolder(stack, id)}manifest.json`

/** The sign that a run is writing this set; renewed while it lives. */
export const writingKey = (stack: string, id: string): string => `${setFolder(stack, id)}writing.json`

/** Points to the newest whole backup. */
export const latestKey = (stack: string): string => `${stack}/latest.json`

/** Takes a manifest's key apart, or gives `undefined` where it is none. */
export function parseManifestKey(key: string): { readonly stack: string; readonly id: string } | undefined {
  const [, stack, id] = /^([^/]+)\/([^/]+)\/manifest\.json$/.exec(key) ?? []
  return stack !== undefined && id !== undefined && isBackupId(id) ? { stack, id } : undefined
}

/** An artifact's name in the folder of its set: `db.shop.dump.zst`. Parts that would make an awkward key are spelled in ASCII and told apart by a hash. */
export const artifactName = (artifact: {
  readonly component: string
  readonly part: string | undefined
  readonly extension: string
  readonly compression: string
}): string =>
  `${artifact.component}${artifact.part === undefined ? '' : `.${spelled(artifact.part)}`}.${artifact.extension}${artifact.compression}`

function spelled(part: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(part)) return part
  const readable = part
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${readable}${readable === '' ? '' : '-'}${createHash('sha256').update(part).digest('hex').slice(0, 8)}`
}
