import { z } from 'zod'
import type { Driver } from '../../drivers/driver.js'
import { componentsSchema } from './components.js'
import { compressionSchema } from './compression.js'
import { durationSchema } from './duration.js'
import { hooksSchema } from './hooks.js'
import { hostSchema } from './host.js'
import { nameSchema } from './name.js'
import { quiesceSchema } from './quiesce.js'
import { restoreSchema } from './restore.js'
import type { S3Surroundings } from './s3.js'
import { storeSchema } from './store.js'

/** The configuration: what it may say, and what that means for the plan. */
export const documentSchema = (drivers: readonly Driver[], surroundings: S3Surroundings) =>
  z
    .strictObject({
      stack: nameSchema.describe(
        'What the backed-up components are together, e.g. shop-production. A restore must confirm it.'
      ),
      host: hostSchema
        .exactOptional()
        .describe(
          'Where the components live: `user@address[:port]`, `local`, or a mapping. The input `host` goes before it.'
        ),
      store: storeSchema(surroundings),
      compression: compressionSchema.default({ codec: 'auto' }).meta({
        written: { default: 'auto' },
        description: 'How artifacts are compressed: the name of a codec, or a codec and a level.'
      }),
      'lock-timeout': durationSchema.default(15 * 60).meta({
        written: { default: '15m' },
        description: 'How long to wait for another run of the stack: `90s`, `15m`, or a number of seconds.'
      }),
      quiesce: quiesceSchema.exactOptional(),
      hooks: hooksSchema.exactOptional(),
      restore: restoreSchema.exactOptional(),
      components: componentsSchema(drivers)
    })
    .describe('What predeploy-backup backs up before a deploy, and where to.')
    .transform(({ 'lock-timeout': lockTimeoutSeconds, ...declared }) => ({ ...declared, lockTimeoutSeconds }))
