import { asError, UserError, UserErrors } from '../errors.js'

/** Says what went wrong and what to do about it, as a person shall read it at the end of a run. */
export function explain(thrown: unknown): string {
  const error = asError(thrown)
  if (error instanceof UserErrors) {
    const [summary = ''] = error.message.split('\n')
    return [
      `${summary}:`,
      ...error.problems.map((problem) => `- ${withRemedy(problem).replaceAll('\n', '\n  ')}`)
    ].join('\n')
  }
  if (error instanceof UserError) return withRemedy(error)
  return `${error.message}\nThis was not foreseen. ${error.stack ?? ''}`
}

const withRemedy = ({ message, remedy }: UserError): string =>
  remedy === undefined ? message : `${message}\n→ ${remedy}`
