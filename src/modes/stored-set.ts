import type { Manifest } from '../backup-set/manifest.js'
import type { StoredSet } from '../report/preview.js'
import { artifactsOf } from './compare-stored.js'

/** A set that is stored, with its age at a time. */
export const storedSet = (manifest: Manifest, now: Date): StoredSet => ({
  id: manifest.id,
  startedAt: manifest.startedAt,
  ageSeconds: (+now - Date.parse(manifest.startedAt)) / 1000,
  storedBytes: artifactsOf(manifest).reduce((sum, { storedBytes }) => sum + storedBytes, 0)
})
