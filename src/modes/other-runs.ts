import { UserError } from '../errors.js'
import { lookAtLock } from '../host-script/look-at-lock.js'
import type { Host } from '../hosts/host.js'
import type { OtherRuns } from '../report/preview.js'
import { askAboutLock } from './ask-about-lock.js'
import { readOwner, tellOwner } from './lock-owner.js'
import { together } from './problems.js'

/** Finds out whether other runs are at work, or died, by reading what they left word of. Takes no lock. */
export async function findOtherRuns(host: Host, stack: string, signal: AbortSignal): Promise<OtherRuns> {
  const answer = await askAboutLock(host, lookAtLock(stack), signal)
  const owner = answer.optional('owner')
  const holder = owner === undefined ? undefined : readOwner(owner)
  // What keeps containers from running is dead, unless it is what has the lock.
  const dead = answer.all('lease').filter((token) => token !== holder?.token)
  return { holder: holder === undefined ? undefined : tellOwner(holder), leasesLeft: dead.length > 0 }
}

/** Adds to what a look found wrong that other runs may be the reason. A run itself waits for them, or starts first what they kept from running. */
export const besideOtherRuns = (error: unknown, { holder, leasesLeft }: OtherRuns): unknown =>
  together('as it is now, the run would fail', [
    error,
    ...(holder === undefined ? [] : [maybeBecause(`another run is at work: ${holder}`, 'wait for its end')]),
    ...(leasesLeft
      ? [maybeBecause('a run died while it kept containers from running', 'start these first')]
      : [])
  ])

const maybeBecause = (what: string, first: string): UserError =>
  new UserError(what, { remedy: `What is wrong may come from that: the run itself would ${first}.` })
