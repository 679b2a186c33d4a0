import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair } from 'yaml'
import type { Path } from './path.js'

/** What stands at a path of a document. */
export interface Place {
  /** `undefined` where there is nothing. */
  readonly node: unknown
  /** Where its key begins; where there is nothing, the key of what is around it. */
  readonly keyOffset: number
  /** Where its value begins; that of the key where there is none. */
  readonly offset: number
}

/** Looks up a path, through aliases and merges. */
export function placeOf(tree: Document, path: Path): Place {
  let node: unknown = tree.contents
  let offset = offsetOf(node) ?? 0
  let keyOffset = offset
  for (const segment of path) {
    const pair = memberOf(tree, node, String(segment))
    if (pair === undefined) return { node: undefined, keyOffset, offset: keyOffset }
    keyOffset = offsetOf(pair.key) ?? offsetOf(pair.value) ?? keyOffset
    node = resolved(tree, pair.value)
    offset = isEmpty(pair.value) ? keyOffset : (offsetOf(pair.value) ?? keyOffset)
  }
  return { node, keyOffset, offset }
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

/** Whether a pair merges other mappings into its own (`<<: *name`). */
export const isMerge = ({ key }: Member): boolean => nameOf(key) === '<<'

/** What a merge takes its keys from. */
export function mergeSources(tree: Document, value: unknown): readonly unknown[] {
  const source = resolved(tree, value)
  return isSeq(source) ? source.items.map((item) => resolved(tree, item)) : [source]
}

/** What an alias stands for; any other node as it is. */
export const resolved = (tree: Document, node: unknown): unknown =>
  isAlias(node) ? node.resolve(tree) : node

type Member = Pick<Pair, 'key' | 'value'>

function memberOf(tree: Document, node: unknown, name: string): Member | undefined {
  if (isSeq(node)) return itemOf(node.items, Number(name))
  if (!isMap(node)) return undefined
  const pairs = node.items.filter((item) => isPair(item))
  const own = pairs.findLast(({ key }) => nameOf(key) === name)
  if (own !== undefined) return own
  const merged = pairs.filter(isMerge).flatMap(({ value }) => mergeSources(tree, value))
  return merged.map((source) => memberOf(tree, source, name)).find((pair) => pair !== undefined)
}

const itemOf = (items: readonly unknown[], index: number): Member | undefined =>
  index in items ? { key: undefined, value: items[index] } : undefined

/** A key as text. */
export const nameOf = (key: unknown): string => String(isScalar(key) ? (key.source ?? key.value) : key)

const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source

/** Where in the text a node begins. */
export const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
