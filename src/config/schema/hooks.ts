import { z } from 'zod'
import { commandSchema } from './command.js'

/** Commands around a backup. */
export const hooksSchema = z
  .strictObject({
    before: commandSchema({
      description:
        'Runs before anything is stopped or captured. Where it fails, the backup fails, and nothing was touched.',
      late: 'then the backup fails.'
    }).exactOptional(),
    after: commandSchema({
      description:
        'Runs when the backup is stored and what was stopped runs again. Where it fails, the step is red.',
      late: 'then the step is red.'
    }).exactOptional(),
    failed: commandSchema({
      description:
        'Runs when the backup failed, or what was stopped for it is not well, after that was started again.',
      late: 'then it is given up.'
    }).exactOptional()
  })
  .describe('Commands around a backup.')
