import { z } from 'zod'
import { complaint } from '../complaint.js'

/** A duration in seconds, written as `90m`, `1h30m` or a number of seconds. */
export const durationSchema = z
  .union([z.number(), z.string().regex(/^(\d+|(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?)$/, notADuration())])
  .transform((written, context) => {
    const seconds = typeof written === 'number' ? written : secondsOf(written)
    if (seconds > 0 && seconds <= LONGEST && Number.isFinite(seconds)) return seconds
    context.addIssue({
      code: 'custom',
      message: complaint('must be more than 0 and at most 7 days', 'For example 90m or 6h.')
    })
    return z.NEVER
  })

const LONGEST = 7 * 24 * 60 * 60
const SECONDS_OF: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 }

const secondsOf = (written: string): number =>
  [...written.matchAll(/(\d+)([dhms]?)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (SECONDS_OF[unit] ?? 1),
    0
  )

function notADuration(): string {
  return complaint('is not a duration', 'For example 90m, 1h30m, 6h, or a number of seconds.')
}
