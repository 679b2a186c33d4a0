import { UserError } from '../../errors.js'
import type { TarTool } from '../tar/command.js'
import type { VolumeFacts, VolumeUser } from './facts.js'

/** What reads a volume: a container that runs and uses it anyway, or one that is made for it. */
export type VolumeReader =
  | (Tar & { readonly kind: 'container'; readonly user: VolumeUser })
  | (Tar & { readonly kind: 'helper'; readonly image: string })

interface Tar {
  readonly tool: TarTool
  /** What it says of itself. */
  readonly described: string
}

/** Chooses what reads the volume: GNU tar before any other, and what runs already before a new container. */
export function chooseReader(facts: VolumeFacts, declared: string | undefined): VolumeReader {
  if (declared !== undefined) return { kind: 'helper', ...chooseHelper(facts, { declared }) }
  const running = facts.users.filter(({ state, seesExactly }) => state === 'running' && seesExactly)
  for (const tool of BEST_FIRST) {
    const user = running.find(({ tar }) => tar?.tool === tool)
    if (user?.tar !== undefined) return { kind: 'container', user, ...user.tar }
    const image = facts.images.find((candidate) => candidate.tool === tool)
    if (image !== undefined) return { kind: 'helper', image: image.id, tool, described: image.described }
  }
  return { kind: 'helper', ...chooseHelper(facts, {}) }
}

/** Chooses the image of a helper container. Throws a UserError where none fits, with the remedy. */
export function chooseHelper(
  facts: VolumeFacts,
  wanted: { readonly declared?: string | undefined; readonly gnuFor?: string }
): Tar & { readonly image: string } {
  const { declared, gnuFor } = wanted
  if (declared !== undefined && facts.declaredImage === undefined) {
    throw new UserError(`the image ${declared} is not on the host`, {
      remedy: `On the host: docker pull ${declared}`
    })
  }
  const candidates =
    declared === undefined ? facts.images : facts.images.filter(({ id }) => id === facts.declaredImage)
  const tools = gnuFor === undefined ? BEST_FIRST : BEST_FIRST.slice(0, 1)
  for (const tool of tools) {
    const image = candidates.find((candidate) => candidate.tool === tool)
    if (image !== undefined) return { image: image.id, tool, described: image.described }
  }
  const needed = gnuFor === undefined ? 'tar' : `GNU tar, which ${gnuFor} needs`
  throw new UserError(
    declared === undefined
      ? `no image on the host was found that has ${needed}`
      : `the image ${declared} has no ${needed}`,
    {
      remedy:
        'On the host: docker pull debian:stable-slim; then add `image: debian:stable-slim` to this component.'
    }
  )
}

const BEST_FIRST: readonly TarTool[] = ['gnu', 'busybox', 'minimal']
