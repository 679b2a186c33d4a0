import { z } from 'zod'
import type { Driver } from '../../drivers/driver.js'
import { UserError } from '../../errors.js'
import { complaint } from '../complaint.js'
import type { PlannedComponent } from '../plan.js'
import { durationSchema } from './duration.js'
import { nameSchema } from './name.js'

/** What is backed up, by name; each component has the keys of its kind. */
export const componentsSchema = (drivers: readonly Driver[]) =>
  z
    .record(nameSchema, componentSchema(drivers))
    .meta({ minProperties: 1, description: 'What is backed up, by name.' })
    .transform((declared, context): readonly PlannedComponent[] => {
      const names = Object.keys(declared)
      if (names.length === 0)
        context.addIssue({
          code: 'custom',
          message: complaint('names nothing to back up', 'Add a component.')
        })
      for (const name of names) {
        const shorter = names.find((other) => name.startsWith(`${other}.`))
        if (shorter === undefined) continue
        const message = complaint(
          `could have the same files as the component ${JSON.stringify(shorter)}`,
          'Use "-" instead of ".".'
        )
        context.addIssue({ code: 'custom', path: [name], message })
      }
      return Object.entries(declared).map(([name, component]) => ({ name, ...component }))
    })

type Kind = z.ZodType<Omit<PlannedComponent, 'name'>> & z.core.$ZodTypeDiscriminable

function componentSchema(drivers: readonly Driver[]) {
  const [first, ...others] = drivers.map(kindSchema)
  if (first === undefined) throw new Error('there are no drivers')
  return z.discriminatedUnion('type', [first, ...others])
}

const timeout = durationSchema.default(6 * 60 * 60).meta({
  written: { default: '6h' },
  description: 'How long one artifact of it may take: `90m`, `1h30m`, or a number of seconds.'
})

function kindSchema(driver: Driver): Kind {
  const type = z.literal(driver.type).describe('The kind of component.')
  return driver.schema
    .safeExtend({ type, timeout })
    .strict()
    .meta({
      title: driver.type,
      ...(driver.schema.description !== undefined && { description: driver.schema.description })
    })
    .transform(({ type, timeout, ...declared }, context) => {
      try {
        return { type: driver.type, timeoutSeconds: timeout, component: driver.component(declared) }
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        context.addIssue({ code: 'custom', message: complaint(error.message, error.remedy) })
        return z.NEVER
      }
    }) as Kind
}
