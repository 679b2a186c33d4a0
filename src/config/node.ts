import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair, visit } from 'yaml'
import type { Path } from './path.js'

/** The node at a path, aliases and merges followed; where there is none, the offset is that of the nearest thing around it. */
export function nodeAt(tree: Document, path: Path): { readonly node: unknown; readonly offset: number } {
  let node: unknown = tree.contents
  let offset = offsetOf(node) ?? 0
  let owner = offset
  for (const segment of path) {
    const pair = memberOf(tree, node, String(segment))
    if (pair === undefined) return { node: undefined, offset: owner }
    owner = offsetOf(pair.key) ?? offsetOf(pair.value) ?? owner
    node = resolved(tree, pair.value)
    offset = isEmpty(pair.value) ? owner : (offsetOf(pair.value) ?? owner)
  }
  return { node, offset }
}

/** The path of the key that begins at an offset. */
export function pathOfKey(tree: Document, offset: number): Path {
  const paths: Path[] = []
  visit(tree, {
    Pair(_, pair, ancestors) {
      if (offsetOf(pair.key) === offset) paths.push(pathOf('key', [...ancestors, pair]))
    }
  })
  return paths[0] ?? []
}

/** The path of what a visitor sees, by the key and the ancestors that it is told. */
export function pathOf(key: unknown, ancestors: readonly unknown[]): Path {
  const chain = ancestors.flatMap((ancestor, index): Path => {
    if (isPair(ancestor)) return [nameOf(ancestor.key)]
    const next = ancestors[index + 1]
    return isSeq(ancestor) && next !== undefined ? [ancestor.items.indexOf(next)] : []
  })
  return typeof key === 'number' ? [...chain, key] : chain
}

/** What an alias stands for; any other node as it is. */
export const resolved = (tree: Document, node: unknown): unknown =>
  isAlias(node) ? node.resolve(tree) : node

type Member = Pick<Pair, 'key' | 'value'>

function memberOf(tree: Document, node: unknown, name: string): Member | undefined {
  if (isSeq(node))
    return Number(name) in node.items ? { key: undefined, value: node.items[Number(name)] } : undefined
  if (!isMap(node)) return undefined
  const pairs = node.items.filter((item) => isPair(item))
  const own = pairs.find(({ key }) => nameOf(key) === name)
  if (own !== undefined) return own
  const merged = pairs
    .filter(({ key }) => nameOf(key) === '<<')
    .flatMap(({ value }) => {
      const source = resolved(tree, value)
      return isSeq(source) ? source.items.map((item) => resolved(tree, item)) : [source]
    })
  return merged.map((source) => memberOf(tree, source, name)).find((pair) => pair !== undefined)
}

const nameOf = (key: unknown): string => String(isScalar(key) ? (key.source ?? key.value) : key)

const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
