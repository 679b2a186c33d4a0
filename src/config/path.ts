/** Where a value stands in a document. */
export type Path = readonly (string | number)[]

/** A path as a person would write it: `components.db.databases[0]`. */
export const formatPath = (path: Path): string =>
  path.reduce<string>((before, segment) => {
    if (typeof segment === 'number') return `${before}[${segment}]`
    if (!/^[\w.-]+$/.test(segment)) return `${before}[${JSON.stringify(segment)}]`
    return before === '' ? segment : `${before}.${segment}`
  }, '')

/** The value at a path, or `undefined` where there is none. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, segment) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, segment)
        ? (inner as Record<string, unknown>)[segment]
        : undefined,
    value
  )
