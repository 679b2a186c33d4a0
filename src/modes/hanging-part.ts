import { UserError } from '../errors.js'

/** A part of a restore does not come to its end on the host. Until it does nobody may exchange anything: it would go on in that. */
export class HangingPart extends UserError {}

/** What to do about it. */
export const endHangingPart = (process: string): string =>
  `See on the host what process ${process} waits for (\`ps -p ${process}\`, \`pstree -p ${process}\`): a Docker that hangs, or a disk or network drive that does not answer. Let it go on, or end it with all that it started, or start the host anew. Then the next run sets right what is left.`
