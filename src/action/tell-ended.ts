import type { EndedRun } from '../modes/end-run.js'

/** What became of the restore of a run that was cut short, for people; nothing where it had none, or none that was begun. */
export function tellEndedRestore({
  restore,
  phase,
  part
}: Pick<EndedRun, 'restore' | 'phase' | 'part'>): string | undefined {
  if (restore === 'undone')
    return `Took back what the restore that was cut short had exchanged.${part === 'last' ? ' The files, which it had restored before, stay.' : ''}`
  if (phase === 'staging')
    return part === 'last'
      ? 'The restore that was cut short had restored the files, and had not exchanged anything else.'
      : 'The restore that was cut short had not exchanged anything.'
  if (phase !== 'proven' && phase !== 'kept') return undefined
  return part === 'first'
    ? 'The restore was cut short after its first part: the files are restored, and nothing else. `mode: restore` with `backup: resume` begins it again.'
    : 'The restore was done before it was cut short: what it restored is in service.'
}
