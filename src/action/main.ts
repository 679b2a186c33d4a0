import { randomBytes } from 'node:crypto'
import process from 'node:process'
import * as core from '@actions/core'
import type { Manifest } from '../backup-set/manifest.js'
import { chosenComponents } from '../config/chosen-components.js'
import type { Plan } from '../config/plan.js'
import { asError, Cancelled } from '../errors.js'
import { formatBytes, formatDuration } from '../format.js'
import { meansUndo } from '../modes/agreement.js'
import { backup } from '../modes/backup.js'
import { restore } from '../modes/restore.js'
import type { Run } from '../modes/run.js'
import { takeBack } from '../modes/take-back.js'
import { explain } from '../report/explain.js'
import { summariseBackup, summariseRestore } from '../report/summary.js'
import { VERSION } from '../version.js'
import { cleanUpBehind } from './clean-up.js'
import { type Inputs, readInputs, restoreRequest } from './inputs.js'
import { actionLog } from './log.js'
import { setBackupOutputs, setRestoreOutputs } from './outputs.js'
import { type Prepared, prepare } from './prepare.js'
import { preview } from './preview.js'
import { readTags } from './tags.js'
import { keepWithWorkflow } from './workflow-artifact.js'

/** The Action's face: `main` runs the mode, `post` cleans up behind a `main` that was killed. */
export async function runAction(): Promise<void> {
  try {
    if (core.getState('post') === 'true')
      return await cleanUpBehind({
        writing: core.getState('writing'),
        lock: core.getState('lock')
      })
    core.saveState('post', 'true')
    await runMode()
  } catch (error) {
    core.setFailed(explain(error))
  }
}

async function runMode(): Promise<void> {
  const started = performance.now()
  const inputs = readInputs()
  const prepared = await prepare(inputs)
  const run = newRun(prepared, await readTags(process.env))
  const seconds = () => (performance.now() - started) / 1000
  if (inputs.dryRun) await tellPlan(prepared.plan, inputs, run)
  else if (inputs.mode === 'backup') await runBackup(prepared.plan, inputs, run, seconds)
  else if (meansUndo(inputs.backup)) await takeBack(prepared.plan, run)
  else await runRestore(prepared.plan, inputs, run, seconds)
}

async function runBackup(plan: Plan, inputs: Inputs, run: Run, seconds: () => number): Promise<void> {
  const result = await backup(plan, chosenComponents(plan, inputs.components), run)
  const durationSeconds = seconds()
  setBackupOutputs(result, durationSeconds)
  const summary = summariseBackup({ ...result, components: result.manifest.components, durationSeconds })
  run.log.info(
    `Stored ${result.manifest.id}: ${formatBytes(result.size)} in ${formatDuration(durationSeconds)} · ${result.key}`
  )
  await finish(result.manifest, summary, run)
}

async function runRestore(plan: Plan, inputs: Inputs, run: Run, seconds: () => number): Promise<void> {
  const result = await restore(plan, restoreRequest(inputs), run)
  const durationSeconds = seconds()
  setRestoreOutputs(result, durationSeconds)
  run.log.info(`Restored ${result.manifest.id} in ${formatDuration(durationSeconds)}`)
  await finish(result.manifest, summariseRestore({ ...result, durationSeconds }), run)
}

async function tellPlan(plan: Plan, inputs: Inputs, run: Run): Promise<void> {
  await summarise(await preview(plan, inputs, run), run.log)
}

async function finish(manifest: Manifest, summary: string, { log }: Run): Promise<void> {
  await summarise(summary, log)
  await keepWithWorkflow({ manifest, summary }, process.env, log)
}

// Not every runner has a place for summaries, and the work is done.
async function summarise(summary: string, log: Run['log']): Promise<void> {
  try {
    await core.summary.addRaw(summary, true).write()
  } catch (error) {
    log.notice(`The job summary could not be written: ${asError(error).message}`)
  }
}

function newRun({ connectHost, openStore }: Prepared, tags: Run['tags']): Run {
  return {
    tags,
    connectHost,
    openStore,
    token: randomBytes(5).toString('hex'),
    version: VERSION,
    log: actionLog,
    signal: cancellation(),
    spoolDirectory: process.env['RUNNER_TEMP'] || '/tmp',
    noteWriting: (set) => core.saveState('writing', set === undefined ? '' : JSON.stringify(set)),
    noteLock: (lock) => core.saveState('lock', lock === undefined ? '' : JSON.stringify(lock))
  }
}

// A runner that cancels sends SIGINT, 7.5 s later SIGTERM, and kills 2.5 s after that.
function cancellation(): AbortSignal {
  const controller = new AbortController()
  const cancel = () => controller.abort(new Cancelled())
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  return controller.signal
}
