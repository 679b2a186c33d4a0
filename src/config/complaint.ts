/** What is wrong with a value, as a schema says it: the first line says what, the lines behind it what to do about it. */
export type Complaint = string

/** Words a complaint for `ctx.addIssue`, `.regex`, `.refine`. Neither part repeats the value: it may be a secret. */
export const complaint = (what: string, remedy?: string): Complaint =>
  remedy === undefined ? what : `${what}\n${remedy}`

/** Takes a complaint apart. */
export function readComplaint(text: Complaint): {
  readonly what: string
  readonly remedy: string | undefined
} {
  const [what = '', ...remedy] = text.split('\n')
  return { what, remedy: remedy.length === 0 ? undefined : remedy.join('\n') }
}
