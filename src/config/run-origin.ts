import { z } from 'zod'
import type { Environment } from './variables.js'

/** Why a run may have been given no secrets; `undefined` where it should have been. */
export type SecretsWithheld =
  | { readonly kind: 'fork'; readonly repository: string }
  | { readonly kind: 'dependabot' }
  | undefined

/**
 * Recognises runs that GitHub gives no secrets: pull requests from a fork, and what Dependabot starts. `event` is the JSON of the
 * webhook (the file at GITHUB_EVENT_PATH), where there is one.
 */
export function secretsWithheld(environment: Environment, event: string | undefined): SecretsWithheld {
  if (environment['GITHUB_ACTOR'] === 'dependabot[bot]') return { kind: 'dependabot' }
  // `pull_request_target` runs with the secrets of the repository that it targets.
  if (!/^pull_request(_review(_comment)?)?$/.test(environment['GITHUB_EVENT_NAME'] ?? '')) return undefined
  const head = event === undefined ? undefined : headRepository(event)
  return head === undefined || head === environment['GITHUB_REPOSITORY']
    ? undefined
    : { kind: 'fork', repository: head }
}

/** What to do about a secret that is missing because of where the run comes from. */
export function withheldRemedy(withheld: SecretsWithheld): string | undefined {
  switch (withheld?.kind) {
    case 'fork':
      return `This run belongs to a pull request from the fork ${withheld.repository}, and GitHub gives forks no secrets. Skip the step there: if: github.event.pull_request.head.repo.full_name == github.repository`
    case 'dependabot':
      return "Dependabot started this run, and it gets no secrets of Actions. Skip the step (if: github.actor != 'dependabot[bot]'), or add the secrets under Settings → Secrets and variables → Dependabot."
    default:
      return undefined
  }
}

const payload = z.object({
  pull_request: z.object({ head: z.object({ repo: z.object({ full_name: z.string() }).nullable() }) })
})

function headRepository(event: string): string | undefined {
  const read = payload.safeParse(JSON.parse(event))
  if (!read.success) return undefined
  return read.data.pull_request.head.repo?.full_name ?? 'that was deleted'
}
