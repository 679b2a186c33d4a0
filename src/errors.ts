import { types } from 'node:util'

/** What a person can mend: `message` says what failed, subject first; `remedy` says what to do about it. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly remedy: string | undefined

  constructor(
    message: string,
    options: { readonly remedy?: string | undefined; readonly cause?: unknown } = {}
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.remedy = options.remedy
  }
}

/** The user ended the run. What else went wrong because of it need not be told. */
export class Cancelled extends UserError {
  constructor() {
    super('the run was cancelled')
  }
}

/** Several problems found together, so that they can be mended together. */
export class UserErrors extends Error {
  override readonly name = 'UserErrors'
  readonly problems: readonly UserError[]

  constructor(summary: string, problems: readonly UserError[]) {
    super([summary, ...problems.map(({ message }) => `  - ${message}`)].join('\n'))
    this.problems = problems
  }
}

/** The problems that an error tells, one or several. */
export function problemsIn(error: unknown): readonly UserError[] {
  if (error instanceof UserErrors) return error.problems
  return [error instanceof UserError ? error : about('unexpected', error)]
}

/** Turns whatever was thrown into an Error. */
export const asError = (thrown: unknown): Error =>
  types.isNativeError(thrown) ? thrown : new Error(String(thrown), { cause: thrown })

/** Puts the subject of an error in front of it ("db: …") and keeps its remedy and cause. A cancel has no subject. */
export function about(subject: string, thrown: unknown): UserError {
  const error = asError(thrown)
  if (error instanceof Cancelled) return error
  const remedy = error instanceof UserError ? error.remedy : undefined
  if (error instanceof UserError && error.message.startsWith(`${subject}: `)) return error
  return new UserError(`${subject}: ${error.message}`, { remedy, cause: error })
}
