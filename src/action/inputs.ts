import * as core from '@actions/core'
import { readComponentNames } from '../config/chosen-components.js'
import { UserError } from '../errors.js'
import type { RestoreRequest } from '../modes/look-before-restore.js'
import { Secret } from '../secret.js'

/** What the step was given, as text; secrets are wrapped and masked the moment they are read. */
export interface Inputs {
  readonly mode: 'backup' | 'restore'
  readonly config: string
  readonly host: string
  readonly sshKey: Secret | undefined
  readonly sshPassphrase: Secret | undefined
  readonly knownHosts: string
  readonly backup: string
  readonly components: readonly string[] | undefined
  readonly confirm: string
  /** Whether only to tell what would be done. */
  readonly dryRun: boolean
  /** Whether a restore backs up first what it replaces. */
  readonly safetyBackup: boolean
  /** Whether a restore may remove old data before it stages the new, where there is no room for both. */
  readonly makeRoom: boolean
  readonly s3AccessKeyId: string
  readonly s3SecretAccessKey: Secret | undefined
  readonly s3SessionToken: Secret | undefined
}

/** Reads the inputs of the step. Throws a UserError where one cannot be right by itself. */
export function readInputs(): Inputs {
  const mode = core.getInput('mode') || 'backup'
  if (mode !== 'backup' && mode !== 'restore') {
    throw new UserError(`mode is ${JSON.stringify(mode)}`, { remedy: 'It can be `backup` or `restore`.' })
  }
  return {
    mode,
    backup: core.getInput('backup'),
    config: core.getInput('config'),
    host: core.getInput('host'),
    sshKey: secretInput('ssh-key'),
    sshPassphrase: secretInput('ssh-passphrase'),
    knownHosts: core.getInput('known-hosts'),
    components: readComponentNames(core.getInput('components')),
    confirm: core.getInput('confirm'),
    dryRun: switchInput('dry-run', false),
    safetyBackup: switchInput('safety-backup', true),
    makeRoom: switchInput('make-room', false),
    s3AccessKeyId: core.getInput('s3-access-key-id'),
    s3SecretAccessKey: secretInput('s3-secret-access-key'),
    s3SessionToken: secretInput('s3-session-token')
  }
}

/** What the inputs ask of a restore. */
export const restoreRequest = ({
  backup,
  confirm,
  components,
  safetyBackup,
  makeRoom
}: Inputs): RestoreRequest => ({
  ...{ backup, confirm, safetyBackup, makeRoom },
  ...(components === undefined ? {} : { components })
})

// As YAML writes them; anything else may have been meant either way.
function switchInput(name: string, unset: boolean): boolean {
  const value = core.getInput(name)
  if (value === '') return unset
  if (/^(true|True|TRUE)$/.test(value)) return true
  if (/^(false|False|FALSE)$/.test(value)) return false
  throw new UserError(`${name} is ${JSON.stringify(value)}`, { remedy: 'It can be `true` or `false`.' })
}

function secretInput(name: string): Secret | undefined {
  const value = core.getInput(name, { trimWhitespace: false })
  if (value.trim() === '') return undefined
  mask(value)
  return new Secret(value)
}

// The runner masks line by line, and a key shows up in logs line by line. Short lines and the frame of a key would blank half the log.
function mask(value: string): void {
  for (const line of value.split(/\r?\n/)) if (isTelling(line.trim())) core.setSecret(line.trim())
}

const isTelling = (line: string): boolean => line.length >= 8 && !line.startsWith('-----')
