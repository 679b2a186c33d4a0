import { z } from 'zod'
import { complaint } from '../complaint.js'
import type { RestorePolicy } from '../plan.js'
import { commandSchema } from './command.js'
import { durationSchema } from './duration.js'
import { quietReferenceSchema } from './quiesce.js'

const health = z
  .strictObject({
    http: z
      .string()
      .regex(/^https?:\/\/\S+$/, complaint('is not an address', 'For example http://127.0.0.1:8080/health.'))
      .exactOptional()
      .describe('An address that the host asks, by curl or wget; it must answer with success.'),
    command: commandSchema({
      description: 'A command that must end with 0.',
      late: 'then it is tried again.'
    }).exactOptional(),
    timeout: durationSchema.default(2 * 60).meta({
      written: { default: '2m' },
      description: 'How long the stack may take to be healthy; then the restore is taken back.'
    })
  })
  .superRefine(({ http, command }, context) => {
    if (http !== undefined || command !== undefined) return
    context.addIssue({ code: 'custom', message: complaint('asks nothing', 'Give `http` or `command`.') })
  })
  .describe('What shows that the stack works with what was restored.')

/** How a restore is done. */
export const restoreSchema = z
  .strictObject({
    stop: z
      .array(quietReferenceSchema)
      .default([])
      .describe(
        'What else is stopped while old and new change places, such as writers, before anything else.'
      ),
    health: health.exactOptional(),
    up: commandSchema({
      description:
        'Brings the services up on a host that has no container or volume of the components yet. It runs once the files are there; what it made is then filled.',
      late: 'then the restore fails.'
    }).exactOptional(),
    'keep-old': durationSchema
      .exactOptional()
      .describe(
        'How long the old data stays beside the new after a restore that is healthy, so that `backup: undo` can take it back. Without it: not at all.'
      )
  })
  .transform(
    ({ stop, health, up, 'keep-old': keepOldSeconds = 0 }): RestorePolicy => ({
      ...(up === undefined ? {} : { up }),
      stops: stop,
      keepOldSeconds,
      ...(health === undefined
        ? {}
        : {
            health: {
              seconds: health.timeout,
              ...(health.http === undefined ? {} : { http: health.http }),
              ...(health.command === undefined ? {} : { command: health.command })
            }
          })
    })
  )
  .describe('How a restore is done.')
