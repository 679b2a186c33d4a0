import { z } from 'zod'
import { complaint } from '../complaint.js'

/** A number of bytes, written as `512MiB`, `4GiB` or a number; 0 is one. */
export const sizeSchema = z
  .union([z.number(), z.string().regex(/^\d+(KiB|MiB|GiB|TiB)?$/, notASize())])
  .transform((written, context) => {
    const bytes = typeof written === 'number' ? written : bytesOf(written)
    if (Number.isSafeInteger(bytes) && bytes >= 0) return bytes
    context.addIssue({ code: 'custom', message: notASize() })
    return z.NEVER
  })

const UNITS = ['', 'KiB', 'MiB', 'GiB', 'TiB']

function bytesOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)(.*)$/.exec(text) ?? []
  return Number(count) * 1024 ** UNITS.indexOf(unit)
}

function notASize(): string {
  return complaint('is not a size', 'For example 512MiB, 4GiB, or a number of bytes.')
}
