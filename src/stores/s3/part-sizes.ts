/** How the parts of one upload are cut. */
export interface PartSizes {
  /** The bytes of a part, counted from 1; `undefined` beyond the last part that the store allows. */
  readonly of: (part: number) => number | undefined
  /** The bytes that fit in all parts together. */
  readonly capacity: number
}

export interface PartLimits {
  readonly maximumParts: number
  readonly uniform: boolean
  /** The size that is expected, in bytes: a hint. */
  readonly expectedBytes?: number | undefined
}

const MiB = 2 ** 20
const GiB = 2 ** 30

/** Parts up to this size are kept in memory until the store has them, bigger ones in a file. */
export const largestPartInMemory = 96 * MiB

/** No store takes a bigger part, nor a smaller one unless it is the last. */
export const largestPart = 5 * GiB
export const smallestPart = 5 * MiB

/**
 * Plans the parts of a stream of unknown length. They grow, so that little streams need little memory and 5 TiB fit into 10,000
 * parts; where all must have one size, or the expected size asks for more, one size is chosen for all.
 */
export function planParts(limits: PartLimits): PartSizes {
  const growing = steps(limits.maximumParts)
  const expected = limits.expectedBytes ?? 0
  if (limits.uniform || expected * safety > capacityOf(growing)) {
    return sizes([
      { parts: limits.maximumParts, bytes: uniformSize(limits.maximumParts, limits.expectedBytes) }
    ])
  }
  return sizes(growing)
}

interface Step {
  readonly parts: number
  readonly bytes: number
}

// Shares of all parts. With 10,000: 8 MiB parts up to 0.8 GiB, 16 up to 7, 24 up to 30, 48 up to 172, 96 up to 600 GiB, and the
// rest spooled. Two parts of 48 MiB just fit in memory together, so that one fills while the other travels.
const growth: readonly { readonly share: number; readonly bytes: number }[] = [
  { share: 0.01, bytes: 8 * MiB },
  { share: 0.04, bytes: 16 * MiB },
  { share: 0.1, bytes: 24 * MiB },
  { share: 0.303, bytes: 48 * MiB },
  { share: 0.456, bytes: largestPartInMemory }
]

// An expected size is a guess from the last backup: allow for a stream that is half as big again.
const safety = 1.5

function steps(maximumParts: number): readonly Step[] {
  const kept = growth.map(({ share, bytes }) => ({ parts: Math.round(maximumParts * share), bytes }))
  const rest = maximumParts - kept.reduce((sum, { parts }) => sum + parts, 0)
  return [...kept, { parts: rest, bytes: largestPart }]
}

// Small enough for two parts in memory where that leaves room for four times what is expected (or for 150 GiB); else what the
// expected size needs.
function uniformSize(maximumParts: number, expectedBytes: number | undefined): number {
  const comfortable = 48 * MiB
  if (expectedBytes === undefined) return comfortable
  const roomy = rounded(Math.max(4 * expectedBytes, 150 * GiB) / maximumParts)
  const needed = rounded((safety * expectedBytes) / maximumParts)
  return Math.min(Math.max(needed, Math.min(roomy, comfortable)), largestPart)
}

const rounded = (bytes: number): number => Math.max(1, Math.ceil(bytes / (8 * MiB))) * 8 * MiB

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
