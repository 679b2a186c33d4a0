import type { z } from 'zod'
import type { Counts, Json, ManifestArtifact, ManifestComponent } from '../backup-set/manifest.js'
import type { Script } from '../host-script/script.js'
import type { Demand, Freed } from './room.js'

/**
 * Knows one kind of component. It has no I/O and no async: it turns what the user declared into scripts and judges what they
 * print. Everything that a script needs to know stands in it; nothing is remembered between runs.
 */
export interface Driver {
  /** The `type` in the document, and the name of the driver's file. */
  readonly type: string
  /** The keys that a component of this type takes beside `type` and `timeout`. */
  readonly schema: z.ZodObject
  /** The component that a value which fits the schema declares. */
  component(declared: unknown): Component
}

/** One declared component. */
export interface Component {
  /** Asks the host what there is to capture and changes nothing. Prints facts: see `facts.ts`. */
  readonly probe: Script
  /**
   * Reads what the probe printed. Throws a UserError where the component cannot be captured, with the remedy. `beside` is what
   * the probe could not see.
   */
  found(probed: string, beside?: Beside): Found
}

/** What is known of the host beside what a probe sees. */
export interface Beside {
  /** The containers that will not run during a capture, although they may now. */
  readonly quiet?: Quiet
  /** The runs whose restores keep the old data on purpose, so that they can be taken back. */
  readonly kept?: ReadonlySet<RunToken>
}

/** Containers by id, with the state in which they will be during a capture. */
export type Quiet = ReadonlyMap<string, 'exited' | 'paused'>

/** A component as it was found on the host. */
export interface Found {
  /** What the manifest tells of it: container, image, versions, and what a restore needs to know. No secrets. */
  readonly facts: Readonly<Record<string, Json>>
  /** How consistent its artifacts are: one snapshot each, as after a crash, or fuzzy. */
  readonly consistency: 'snapshot' | 'crash' | 'fuzzy'
  /** What the user should know before the capture. */
  readonly warnings: readonly string[]
  /** Whether nothing of it is there, so that a restore replaces nothing. */
  readonly absent?: boolean
  /** The same of what is there, where a part is not: all that a restore replaces. */
  present?(): Found
  /** How it is captured. Throws a UserError where that cannot be, though a restore can. */
  captures(): readonly Capture[]
  /** How to bring an earlier backup of this component back. Throws a UserError where that cannot work, before anything is touched. */
  restoration(backup: ManifestComponent, run: RunToken): Restoration
}

/** How one artifact is captured. */
export interface Capture {
  /** Tells a component's artifacts apart, e.g. the database's name; absent where there is only one. */
  readonly part?: string
  /** What the file is called behind the part, e.g. `dump`, `sql`, `rdb`, `tar`. */
  readonly extension: string
  /** One command that prints the artifact, dies when its standard input ends (`guarded`) and can be a stage of a pipeline. */
  readonly script: Script
  /** A stage behind it on the host that makes what it prints the pure artifact, where the tool prints more than that. */
  readonly filter?: Script
  /** About how many bytes it will print, if known. */
  readonly expectedBytes?: number
  /** A new inspector for the plain bytes. */
  inspector(): Inspector
}

/** Sees an artifact's plain bytes pass and says at the end whether it is whole and what it holds. */
export interface Inspector {
  /** Throws a UserError where the bytes cannot be such an artifact. Keeps no reference to the chunk. */
  write(chunk: Buffer): void
  /** Throws a UserError unless the artifact is whole; `stderr` is what the capture said, for signs of silent failure. */
  end(stderr: string): Inspection
}

export interface Inspection {
  /** What the artifact holds, by name, exactly: rows per table, keys per database, entries and bytes of a tar. */
  readonly counts: Counts
  /** What the manifest tells of the artifact beside its counts. No secrets. */
  readonly details?: Readonly<Record<string, Json>>
  /** What only the restore of these very bytes needs, and what no manifest may hold. */
  readonly restore?: unknown
  readonly warnings?: readonly string[]
}

/** Names what a run makes on the host, e.g. `.predeploy-old-<token>`: [a-z0-9]+, at most 16 characters. */
export type RunToken = string

/**
 * A restore as data. The old data stays untouched until `swap`, and `undo` brings it back until `discard`. Every script but
 * `stage` may be run again after it was cut short.
 */
export interface Restoration {
  /** What the user should know before anything is touched. */
  readonly warnings?: readonly string[]
  readonly outlook?: Outlook
  /**
   * All that it replaces, in words that are the same for whatever replaces the same, however the component is called: what a restore left half exchanged is made
   * good by a later one that replaces all of its places.
   */
  readonly places: readonly string[]
  /** The containers that must not run during the swap, in the order in which they stop. */
  readonly stops: readonly { readonly id: string; readonly name: string }[]
  /** The server whose data it is. Where it is not among the stops, the exchange is done in it. */
  readonly server?: { readonly id: string; readonly name: string }
  /** Puts the artifacts beside the old data, one after the other in this order. */
  readonly stages: readonly Stage[]
  /** Counts what was staged. */
  readonly count: Check
  /** Exchanges old for staged by renames. Called after the containers stopped. */
  swap(staged: readonly Inspection[]): Script
  /** Proves that what was counted is now in service. Called after the containers started again. */
  readonly verify: Check
  /**
   * Puts the old data back, whatever of swap was done; containers are stopped. Harmless where nothing was swapped. Prints
   * `incomplete=` and a sentence where what it put back is not all that was there before.
   */
  readonly undo: Script
  /**
   * Removes what was staged and not swapped in, and the old data. Where `$predeploy_superseded` is `yes`, all its places were replaced by a later restore that was
   * proven: then nobody needs the old data, whatever is there by now, and what the later one may use has to stay.
   */
  readonly discard: Script
  /** How it is brought back where there is no room for that beside the old data; absent where that cannot be. */
  readonly withoutOld?: WithoutOld
}

/** A restore that stages in the place of the old data, which goes first: nothing on the host brings it back. All scripts may be run again. */
export interface WithoutOld {
  /** Asks how much room that makes, and changes nothing. Its reader throws a UserError where the old data cannot go. */
  readonly measure: { readonly script: Script; read(output: string): readonly Freed[] }
  /** Makes sure that the old data can go, and that there is room then; keeps others out. Called after the containers stopped. */
  readonly ready: Script
  /** Takes that back. */
  readonly unready: Script
  /** Removes the old data. */
  readonly clear: Script
  /** All that is done then. */
  readonly restoration: Restoration
}

/** What a restore will do to what is there today, for whoever asks before. */
export interface Outlook {
  /** What wrote the data and what shall read it, e.g. `Postgres 17.11`. */
  readonly versions?: { readonly backup: string; readonly today: string }
  /** What makes way for what the backup holds. */
  readonly replaced: readonly string[]
  /** What the backup holds and is not there. */
  readonly returning: readonly string[]
  /** What is gone afterwards, most of it since it came after the backup. */
  readonly gone: readonly string[]
  readonly kept: readonly string[]
  /** The room that staging takes, as far as it is known. */
  readonly demands: readonly Demand[]
  /** Whether that is all of it. */
  readonly roomKnown: boolean
}

export interface Stage {
  readonly artifact: ManifestArtifact
  /** Reads the plain artifact from standard input; must fail when it is cut short. */
  readonly script: Script
  inspector(): Inspector
  /** What to run once the artifact has passed whole: how to put to use what its inspector found. */
  finish?(inspection: Inspection): Script
  /** What to do where the script failed and said this, if the kind knows. */
  remedy?(said: string): string | undefined
}

/** A question to the host whose answer is judged. */
export interface Check {
  readonly script: Script
  /** Throws a UserError that names what differs, unless the answer is as it must be. */
  judge(output: string, staged: readonly Inspection[]): void
}
