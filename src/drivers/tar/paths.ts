import { z } from 'zod'

/** A path below another, spelled without `./` and a slash at its end; no patterns. */
export const excludedPath = z
  .string()
  .transform(normalized)
  .refine(
    (path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'),
    'is no path within it\nWrite it relative and without "..", e.g. `cache/images`.'
  )

/** The path as the patterns of `find` and tar read it back unchanged. */
export const literally = (path: string): string => path.replaceAll(/[\\*?[]/g, '\\$&')

/** The path without `.` and empty parts, and without a slash at its end. */
export function normalized(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}
