import { type Document, isAlias, isCollection, isMap, isPair } from 'yaml'
import { isMerge, mergeSources, offsetOf, resolved } from './node.js'

/** Something that aliases and merges do to a document. */
interface Trouble {
  readonly offset: number
  readonly what: string
  readonly remedy: string
}

/** Says where aliases and merges unfold without end, without measure, or into nothing. Aliases of aliases grow a page into gigabytes. */
export function aliasTroubles(tree: Document): readonly Trouble[] {
  const troubles: Trouble[] = []
  const sizes = new Map<unknown, number | 'open'>()
  const measure = (node: unknown): number => {
    const known = sizes.get(node)
    if (typeof known === 'number') return known
    const words = troubleWith(tree, node, (target) => sizes.get(target) === 'open')
    if (words !== undefined) {
      troubles.push({ offset: offsetOf(isPair(node) ? node.key : node) ?? 0, ...words })
      return 0
    }
    if (isAlias(node)) return measure(resolved(tree, node))
    sizes.set(node, 'open')
    const size = childrenOf(node).reduce<number>((sum, child) => sum + measure(child), 1)
    sizes.set(node, size)
    return size
  }
  if (measure(tree.contents) > LARGEST) troubles.push({ offset: 0, ...TOO_LARGE })
  return troubles
}

const LARGEST = 20_000

type Words = Omit<Trouble, 'offset'>

function troubleWith(
  tree: Document,
  node: unknown,
  isAround: (target: unknown) => boolean
): Words | undefined {
  if (isPair(node)) {
    return isMerge(node) && !mergeSources(tree, node.value).every(isMap) ? NO_MAPPING : undefined
  }
  if (!isAlias(node)) return undefined
  const target = resolved(tree, node)
  if (target === undefined) return NO_ANCHOR
  return isAround(target) ? OWN_ANCHOR : undefined
}

const NO_ANCHOR: Words = {
  what: 'an alias names no anchor above it',
  remedy: 'Set the anchor (&name) before the alias (*name).'
}
const OWN_ANCHOR: Words = {
  what: 'an alias stands inside of its own anchor',
  remedy: 'Write out what is meant.'
}
const NO_MAPPING: Words = {
  what: 'a merge takes mappings only',
  remedy: 'Write <<: *name for the anchor of a mapping.'
}
const TOO_LARGE: Words = {
  what: 'its aliases unfold to far more than a configuration',
  remedy: 'Write out what is meant.'
}

function childrenOf(node: unknown): readonly unknown[] {
  if (isPair(node)) return [node.key, node.value]
  return isCollection(node) ? node.items : []
}
