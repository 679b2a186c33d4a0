import type { ManifestComponent } from '../backup-set/manifest.js'
import type { Restoration } from './driver.js'
export const restoreVolume = (_: {
  spec: unknown
  facts: unknown
  backup: ManifestComponent
  run: string
}): Restoration => {
  throw new Error('x')
}
