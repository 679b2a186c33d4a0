/** How the parts of one upload are cut. */
export interface PartSizes {
  /** The bytes of a part, counted from 1; `undefined` beyond the last part that the store allows. */
  readonly of: (part: number) => number | undefined
  /** The bytes that fit in all parts together. */
  readonly capacity: number
}

export interface PartLimits {
  readonly maximumParts: number
  /** Whether all parts but the last must have one size. */
  readonly uniform: boolean
  /** The size that is expected, in bytes: a hint. */
  readonly expectedBytes?: number | undefined
}

const MiB = 2 ** 20
const GiB = 2 ** 30

/** Parts of this size are kept in memory until the store has them, bigger ones in files. S3 takes none below 5 MiB but the last. */
export const partInMemory = 6 * MiB

/** No store takes a bigger part. */
export const largestPart = 5 * GiB

/**
 * Plans the parts of a stream of unknown length. They grow, so that a short stream needs little memory and 5 TiB fit into 10,000
 * parts; where all must have one size, or the expected size asks for more, one size is chosen for all.
 */
export function planParts(limits: PartLimits): PartSizes {
  const growing = steps(limits.maximumParts)
  const expected = limits.expectedBytes ?? 0
  if (limits.uniform || expected * safety > capacityOf(growing)) {
    const bytes = uniformSize(limits.maximumParts, limits.expectedBytes)
    return sizes([{ parts: limits.maximumParts, bytes }])
  }
  return sizes(growing)
}

interface Step {
  readonly parts: number
  readonly bytes: number
}

// Shares of all parts. With 10,000 of them: up to 23 GiB in memory, then in files of 64 MiB up to 117 GiB, of 256 MiB up to 617 GiB,
// and of 1.8 GiB up to 5.0 TiB. Several parts can always travel while one fills.
const growth: readonly { readonly share: number; readonly bytes: number }[] = [
  { share: 0.4, bytes: partInMemory },
  { share: 0.15, bytes: 64 * MiB },
  { share: 0.2, bytes: 256 * MiB }
]
const biggestGrown = 1850 * MiB

// An expected size is a guess from the last backup: allow for a stream that is half as big again.
const safety = 1.5

function steps(maximumParts: number): readonly Step[] {
  const grown = growth.map(({ share, bytes }) => ({ parts: Math.round(maximumParts * share), bytes }))
  const rest = maximumParts - grown.reduce((sum, { parts }) => sum + parts, 0)
  return [...grown, { parts: rest, bytes: biggestGrown }]
}

// Small enough for memory where that leaves room for four times what is expected, else what the expected size needs.
function uniformSize(maximumParts: number, expectedBytes: number | undefined): number {
  if (expectedBytes === undefined) return 64 * MiB
  const roomy = rounded((4 * expectedBytes) / maximumParts)
  const needed = rounded((safety * expectedBytes) / maximumParts)
  return Math.min(Math.max(needed, Math.min(roomy, 64 * MiB), partInMemory), largestPart)
}

const rounded = (bytes: number): number => Math.ceil(bytes / partInMemory) * partInMemory

const capacityOf = (plan: readonly Step[]): number =>
  plan.reduce((sum, { parts, bytes }) => sum + parts * bytes, 0)

function sizes(plan: readonly Step[]): PartSizes {
  return {
    capacity: capacityOf(plan),
    of: (part) => {
      let before = 0
      for (const { parts, bytes } of plan) {
        if (part <= before + parts) return bytes
        before += parts
      }
      return undefined
    }
  }
}
