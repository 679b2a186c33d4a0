import { atWork } from './at-work.js'
import { endLease } from './end-lease.js'
import type { Lease, QuietContainer } from './quiet-list.js'
import { type Script, sh } from './script.js'
import { SUPERSEDE } from './supersede.js'

/**
 * Starts what the restore stopped. Where it replaces all that an earlier one left half exchanged, what that one had stopped is started too; should
 * this one be taken back, that is stopped again and stays so.
 */
export const startRestored = (lease: Lease, stopped: readonly QuietContainer[]): Script =>
  atWork(
    lease,
    'swapped',
    sh`${SUPERSEDE}
adopt() {
  if [ -e "$journal/ran" ]; then
    cat "$journal/ran" >>"$own"/list && cat "$journal/ran" >>"$state"/quiet.${lease.token} || return
  fi
}
each_covered adopt || exit
${endLease(lease, stopped)}`
  )

/**
 * Notes that what was restored is in service and good, and so is what earlier restores of the same left half done. Where it is not the whole of what was asked for,
 * the restore stays unfinished.
 */
export const proveRestore = (lease: Lease, isWhole: boolean): Script =>
  atWork(
    lease,
    'swapped',
    sh`${SUPERSEDE}
move_phase swapped proven || exit
${isWhole ? sh`rm -f "$state"/unfinished` : sh`cp "$journal"/backup "$state"/unfinished || :`}
supersede && rm -f "$journal"/supersedes`
  )
