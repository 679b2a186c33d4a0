import { type Document, isAlias, isCollection, isNode, isPair } from 'yaml'
import { resolved } from './node.js'

/** Says where aliases would unfold without end, without measure, or into nothing. Aliases of aliases grow a page into gigabytes. */
export function aliasTroubles(tree: Document): readonly Trouble[] {
  const sizes = new Map<unknown, number | 'open'>()
  const troubles: Trouble[] = []
  const trouble = (node: unknown, what: string, remedy: string) => {
    troubles.push({ offset: (isNode(node) && node.range?.[0]) || 0, what, remedy })
    return 0
  }
  const measure = (node: unknown): number => {
    if (isAlias(node)) {
      const target = resolved(tree, node)
      if (target === undefined)
        return trouble(
          node,
          'an alias names no anchor above it',
          'Set the anchor (&name) before the alias (*name).'
        )
      if (sizes.get(target) === 'open')
        return trouble(node, 'an alias stands inside of its own anchor', 'Write out what is meant.')
      return measure(target)
    }
    const known = sizes.get(node)
    if (typeof known === 'number') return known
    sizes.set(node, 'open')
    const size = 1 + children(node).reduce<number>((sum, child) => sum + measure(child), 0)
    sizes.set(node, size)
    return size
  }
  const size = measure(tree.contents)
  if (size > LARGEST)
    trouble(tree.contents, 'its aliases unfold to far more than a configuration', 'Write out what is meant.')
  return troubles
}

interface Trouble {
  readonly offset: number
  readonly what: string
  readonly remedy: string
}

const LARGEST = 20_000

const children = (node: unknown): readonly unknown[] => {
  if (isPair(node)) return [node.key, node.value]
  return isCollection(node) ? node.items : []
}
