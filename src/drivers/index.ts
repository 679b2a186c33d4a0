import type { Driver } from './driver.js'
import { files } from './files.js'
import { postgres } from './postgres.js'
import { redis } from './redis.js'
import { volume } from './volume.js'

/** Every kind of component. To support another, add its file and its line here. */
export const drivers: readonly Driver[] = [postgres, redis, volume, files]
