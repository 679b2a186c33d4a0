import { formatBytes, formatDuration } from '../format.js'
import { escapeMarkdown } from './markdown.js'
import { list, type Section, sectionsInMarkdown, sectionsInText } from './sections.js'

/** What a dry run tells: what the run would do, as it was when the dry run looked. */
export interface Preview {
  /** What would be done, e.g. `backup of shop`. */
  readonly what: string
  readonly sections: readonly Section[]
  readonly warnings: readonly string[]
}

/** A preview as lines of a log. */
export const previewInText = ({ sections, warnings }: Preview): string =>
  sectionsInText([...sections, list('Warnings', warnings)])

/** A preview as Markdown. */
export const previewInMarkdown = ({ what, sections, warnings }: Preview): string =>
  [
    `### Dry run: what a ${escapeMarkdown(what)} would do`,
    '',
    'Nothing was touched, neither on the host nor in the store.',
    '',
    sectionsInMarkdown(sections),
    ...warnings.map((warning) => `> ⚠ ${escapeMarkdown(warning)}\n`)
  ].join('\n')

/** A set that is stored, and how old it is. */
export interface StoredSet {
  readonly id: string
  readonly startedAt: string
  readonly ageSeconds: number
  readonly storedBytes: number
}

/** Names a set that is stored in a sentence. */
export const tellSet = ({ id, startedAt, ageSeconds, storedBytes }: StoredSet): string =>
  `${id}, made ${startedAt}, ${formatDuration(Math.max(ageSeconds, 0))} ago: ${formatBytes(storedBytes)} stored`

/** What other runs are about, as a preview tells it. */
export interface OtherRuns {
  /** Who has the lock now, in words. */
  readonly holder: string | undefined
  /** Whether a run died that kept containers from running. */
  readonly leasesLeft: boolean
}

/** The section about other runs. */
export const tellOtherRuns = ({ holder, leasesLeft }: OtherRuns): Section =>
  list('Other runs', [
    ...(holder === undefined
      ? []
      : [`at work now, and may change what is told here; the run would wait for it: ${holder}`]),
    ...(leasesLeft ? ['one died while it kept containers from running: these would be started first'] : [])
  ])
