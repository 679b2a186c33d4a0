import { z } from 'zod'
import { complaint } from '../complaint.js'
import type { Compression } from '../plan.js'

const codec = z
  .enum(['auto', 'zstd', 'gzip', 'none'])
  .describe('`auto` takes zstd where the host or the runner has it, else gzip.')

/** How artifacts are compressed: the name of a codec, or a codec and a level. */
export const compressionSchema = z
  .union([
    codec.transform((name): Compression => ({ codec: name })),
    z
      .strictObject({
        codec: codec.default('auto'),
        level: z
          .int()
          .min(1)
          .max(19)
          .exactOptional()
          .describe('1 to 9, for `codec: zstd` to 19: higher is smaller and slower. 3 by default.')
      })
      .superRefine(({ codec, level }, context) => {
        if (level === undefined) return
        const message = levelComplaint(codec, level)
        if (message !== undefined) context.addIssue({ code: 'custom', path: ['level'], message })
      })
      .describe('A codec and its level.')
  ])
  .describe('How artifacts are compressed: the name of a codec, or a codec and a level.')

function levelComplaint(codec: Compression['codec'], level: number): string | undefined {
  if (codec === 'none') return complaint('does nothing without compression', 'Leave it out.')
  const highest = codec === 'zstd' ? 19 : 9
  return level <= highest ? undefined : complaint(`must be from 1 to ${highest} for ${codec}`)
}
