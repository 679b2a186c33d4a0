import { UserError } from '../../errors.js'
import type { Container } from '../container.js'

/** A login that failed. */
export interface FailedLogin {
  readonly user: string
  /** In the language of the server, which only a session could change. */
  readonly said: string
  /** What pg_isready says in every language: 0 a server answers, 1 it starts or stops, 2 none does. */
  readonly ready: string | undefined
}

/** The error for a login that failed, with the remedy. */
export function loginError(
  container: Pick<Container, 'name'>,
  { user, said, ready }: FailedLogin
): UserError {
  const reason = said.replace(/^psql: (error: )?/, '').trim()
  const message = `Postgres in container ${container.name} does not let ${user} in: ${reason}`
  if (/authentication failed|no password supplied|pg_hba\.conf/.test(said)) {
    return new UserError(message, { remedy: `${STALE} Set \`user\` and \`password\` of the component.` })
  }
  if (/role .* does not exist/.test(said)) {
    return new UserError(message, { remedy: 'Set `user` of the component to a superuser of the server.' })
  }
  if (ready === '0') {
    return new UserError(message, {
      remedy: `Set \`user\` and \`password\` of the component if those words, which are the server's own, are about the login. ${STALE}`
    })
  }
  if (ready === '1') {
    return new UserError(`Postgres in container ${container.name} is starting or stopping: ${reason}`, {
      remedy: 'Wait until it is up.'
    })
  }
  return new UserError(`Postgres in container ${container.name} does not answer: ${reason}`, {
    remedy: `Look at its log (docker logs ${container.name}); if it listens on another port than 5432, set \`port\` of the component.`
  })
}

const STALE =
  'The environment of a container tells the password of its first start, and it may have been changed since.'
