import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import process from 'node:process'
import { allFine, type Checked, check } from '../config/checked.js'
import { type Files, loadConfig } from '../config/load.js'
import type { HostTarget, Plan } from '../config/plan.js'
import { secretsWithheld } from '../config/run-origin.js'
import { readS3Keys, type S3Keys } from '../config/s3-credentials.js'
import { readSshCredentials, type SshCredentials } from '../config/ssh-credentials.js'
import { drivers } from '../drivers/index.js'
import { checkHostAccess, connectHost } from '../hosts/index.js'
import { agreedReference, agreeToUndo, meansUndo } from '../modes/agreement.js'
import type { Run } from '../modes/run.js'
import { openStore, type StoreOptions } from '../stores/index.js'
import type { Store } from '../stores/store.js'
import type { Inputs } from './inputs.js'
import { actionLog } from './log.js'

/** What the step was asked for, checked before anything is touched. */
export interface Prepared extends Pick<Run, 'connectHost'> {
  readonly plan: Plan
  /** Opens the store; who only cleans up keeps nobody waiting for one that is out of reach. */
  openStore(use?: Pick<StoreOptions, 'cleaning'>): Promise<Store>
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
  const { host, store, stack } = plan.kind === 'fine' ? plan.value : UNKNOWN
  const withheld = secretsWithheld(environment, readEvent(environment['GITHUB_EVENT_PATH']))
  const ssh = readSshCredentials(inputs, { environment, withheld, host })
  const s3 = readS3Keys(inputs, { environment, withheld, store })
  const agreement = check(() => {
    if (inputs.mode !== 'restore') return
    if (meansUndo(inputs.backup)) agreeToUndo(stack, inputs, inputs.components)
    else agreedReference(stack, inputs)
  })
  const access = await checkedAccess(host, {
    identity: ssh.kind === 'fine' ? ssh.value.identity : undefined,
    knownHosts: inputs.knownHosts,
    connects: [ssh, s3, agreement].every(({ kind }) => kind === 'fine')
  })
  return opening(allFine('the step cannot run as it is configured', { plan, ssh, s3, access, agreement }))
}

const UNKNOWN = { host: undefined, store: undefined, stack: undefined }

async function checkedAccess(
  host: HostTarget | undefined,
  access: Parameters<typeof checkHostAccess>[1]
): Promise<Checked<void>> {
  if (host === undefined) return { kind: 'fine', value: undefined }
  return checkHostAccess(host, access).then(
    () => ({ kind: 'fine', value: undefined }),
    (error) =>
      check(() => {
        throw error
      })
  )
}

interface Usable {
  readonly plan: Plan
  readonly ssh: SshCredentials
  readonly s3: S3Keys | undefined
}

const opening = ({ plan, ssh, s3 }: Usable): Prepared => ({
  plan,
  connectHost: () => connectHost(plan.host, { ...ssh, environment: process.env, log: actionLog }),
  openStore: (use) =>
    openStore(plan.store, {
      ...use,
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
