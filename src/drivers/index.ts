import type { Driver } from './driver.js'
import { volume } from './volume.js'

/** Every kind of component. To support another, add its file and its line here. */
export const drivers: readonly Driver[] = [volume]
