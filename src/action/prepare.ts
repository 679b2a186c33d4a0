import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import process from 'node:process'
import { allFine, type Checked, check } from '../config/checked.js'
import { type Credentials, readCredentials } from '../config/credentials.js'
import { type Files, loadConfig } from '../config/load.js'
import type { Plan } from '../config/plan.js'
import { secretsWithheld } from '../config/run-origin.js'
import { drivers } from '../drivers/index.js'
import { checkHostAccess, connectHost } from '../hosts/index.js'
import { agreedReference } from '../modes/agreement.js'
import type { Run } from '../modes/run.js'
import { openStore } from '../stores/index.js'
import type { Inputs } from './inputs.js'
import { actionLog } from './log.js'

/** What the step was asked for, checked before anything is touched. */
export interface Prepared extends Pick<Run, 'connectHost' | 'openStore'> {
  readonly plan: Plan
}

/** Reads configuration and credentials. Throws everything that is wrong with both together. */
export async function prepare(inputs: Inputs): Promise<Prepared> {
  const environment = process.env
  const plan = check(() =>
    loadConfig({
      environment,
      drivers,
      files,
      input: inputs.config,
      overrides: { host: inputs.host, components: inputs.components },
      workspace: environment['GITHUB_WORKSPACE'] || process.cwd()
    })
  )
  const credentials = readCredentials(inputs, {
    environment,
    host: plan.kind === 'fine' ? plan.value.host : undefined,
    withheld: secretsWithheld(environment, readEvent(environment['GITHUB_EVENT_PATH']))
  })
  const access = await accessTo(plan, credentials)
  const agreement = check(() => {
    if (inputs.mode === 'restore')
      agreedReference(plan.kind === 'fine' ? plan.value.stack : undefined, inputs)
  })
  return opening(allFine('the step cannot run as it is configured', { plan, credentials, access, agreement }))
}

async function accessTo(plan: Checked<Plan>, credentials: Checked<Credentials>): Promise<Checked<void>> {
  if (plan.kind === 'wrong' || credentials.kind === 'wrong') return { kind: 'fine', value: undefined }
  const checking = checkHostAccess(plan.value.host, credentials.value)
  return checking.then(
    () => ({ kind: 'fine', value: undefined }),
    (error) =>
      check(() => {
        throw error
      })
  )
}

const opening = ({
  plan,
  credentials: { s3, ...access }
}: {
  plan: Plan
  credentials: Credentials
}): Prepared => ({
  plan,
  connectHost: () => connectHost(plan.host, { ...access, environment: process.env, log: actionLog }),
  openStore: () =>
    openStore(plan.store, {
      credentials: s3,
      environment: process.env,
      spoolDirectory: process.env['RUNNER_TEMP'] || '/tmp',
      onRetry: (message) => actionLog.info(message),
      onNotice: (message) => actionLog.notice(message)
    })
})

const readEvent = (path: string | undefined): string | undefined =>
  path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : undefined

const files: Files = {
  exists: (path) => existsSync(path),
  read: (path) => readFileSync(path),
  list: (directory) =>
    existsSync(directory) && statSync(directory).isDirectory() ? readdirSync(directory) : []
}
