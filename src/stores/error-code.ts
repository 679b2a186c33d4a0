/** The `code` of a system error (ENOENT, ECONNRESET …), or undefined. */
export const codeOf = (error: unknown): string | undefined => textField(error, 'code')

/** A field of an error if it is there and is text. */
export function textField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}
