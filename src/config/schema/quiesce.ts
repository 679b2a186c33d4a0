import { z } from 'zod'
import { containerSchema } from '../../drivers/container.js'
import { complaint } from '../complaint.js'
import type { Quiesce } from '../plan.js'
import { commandSchema } from './command.js'
import { durationSchema } from './duration.js'
import { sizeSchema } from './size.js'

/** How a document names containers that shall not run. */
export const quietReferenceSchema = z
  .union([
    containerSchema,
    z
      .strictObject({ label: z.string().min(1).describe('`key` or `key=value`.') })
      .describe('All containers with a label.')
  ])
  .describe('A container: its name, { project, service }, or { label }.')

const drain = commandSchema({
  description: 'What is run before, and waited for: it lets work in flight end, such as the jobs of a queue.',
  late: 'then the backup fails, and nothing was stopped.'
})

/** What is stopped or paused while artifacts are captured. */
export const quiesceSchema = z
  .strictObject({
    stop: z
      .array(quietReferenceSchema)
      .default([])
      .describe('What is stopped, in this order, and started again in reverse order.'),
    pause: z
      .array(quietReferenceSchema)
      .default([])
      .describe('What is paused after that, and goes on where it was.'),
    grace: durationSchema.default(60).meta({
      written: { default: '60s' },
      description: 'How long each has to end by itself before it is killed.'
    }),
    drain: drain.exactOptional(),
    spool: sizeSchema.default(4 * 1024 ** 3).meta({
      written: { default: '4GiB' },
      description:
        'How much may wait on the disk of the runner, so that the store does not set how long all is quiet: `512MiB`, `4GiB`; `0` for nothing.'
    }),
    health: durationSchema.default(2 * 60).meta({
      written: { default: '2m' },
      description:
        'How long what was stopped may take to run again, and to be healthy where it has a health check; then the step is red.'
    })
  })
  .superRefine(({ stop, pause, drain }, context) => {
    if (stop.length + pause.length > 0 || drain !== undefined) return
    context.addIssue({
      code: 'custom',
      message: complaint('stops nothing', 'Name containers in `stop` or `pause`.')
    })
  })
  .transform(
    ({ stop, pause, grace, drain, spool, health }): Quiesce => ({
      containers: [
        ...stop.map((reference) => ({ action: 'stop' as const, reference })),
        ...pause.map((reference) => ({ action: 'pause' as const, reference }))
      ],
      // Docker takes whole seconds.
      graceSeconds: Math.ceil(grace),
      healthSeconds: health,
      spoolBytes: spool,
      ...(drain === undefined ? {} : { drain })
    })
  )
  .describe('What is stopped or paused while artifacts are captured.')
