import { z } from 'zod'
import { containerSchema } from '../../drivers/container.js'
import type { UserCommand } from '../plan.js'
import { durationSchema } from './duration.js'

/** A command of the user's, for `sh` on the host or in a container. */
export const commandSchema = (described: { readonly description: string; readonly late: string }) =>
  z
    .strictObject({
      command: z.string().min(1).describe('A command for `sh`. It must end with 0.'),
      container: containerSchema
        .exactOptional()
        .describe('Where it runs: in this container; on the host where absent.'),
      timeout: durationSchema.default(5 * 60).meta({
        written: { default: '5m' },
        description: `How long it may take; ${described.late}`
      })
    })
    .describe(described.description)
    .transform(
      ({ command, container, timeout }): UserCommand => ({
        command,
        timeoutSeconds: timeout,
        ...(container === undefined ? {} : { container })
      })
    )
