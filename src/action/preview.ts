import { chosenComponents } from '../config/chosen-components.js'
import type { Plan } from '../config/plan.js'
import { meansUndo } from '../modes/agreement.js'
import { previewBackup } from '../modes/preview-backup.js'
import { previewRestore } from '../modes/preview-restore.js'
import { previewUndo } from '../modes/preview-undo.js'
import type { Run } from '../modes/run.js'
import { type Preview, previewInMarkdown, previewInText } from '../report/preview.js'
import { tellBackup } from '../report/preview-backup.js'
import { tellRestore } from '../report/preview-restore.js'
import { tellUndo } from '../report/preview-undo.js'
import { type Inputs, restoreRequest } from './inputs.js'

/** The dry run of a step: tells in the log what it would do, and gives the summary. */
export async function preview(plan: Plan, inputs: Inputs, run: Run): Promise<string> {
  const told = await toldOf(plan, inputs, run)
  await run.log.group(`Plan: what a ${told.what} would do`, async () => run.log.info(previewInText(told)))
  run.log.notice(
    `Dry run of a ${told.what}: nothing was touched. The summary of the job tells what it would do.`
  )
  return previewInMarkdown(told)
}

async function toldOf(plan: Plan, inputs: Inputs, run: Run): Promise<Preview> {
  if (inputs.mode === 'backup')
    return tellBackup(await previewBackup(plan, chosenComponents(plan, inputs.components), run))
  if (meansUndo(inputs.backup)) return tellUndo(await previewUndo(plan, run))
  return tellRestore(await previewRestore(plan, restoreRequest(inputs), run))
}
