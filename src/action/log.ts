import * as core from '@actions/core'
import type { Log } from '../log.js'

/** The job's log: groups fold, notices and warnings become annotations. */
export const actionLog: Log = {
  info: (message) => core.info(message),
  notice: (message) => core.notice(message),
  warn: (message) => core.warning(message),
  group: (title, body) => core.group(title, body)
}
