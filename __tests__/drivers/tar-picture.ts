import { createHash } from 'node:crypto'
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Describes trees, one line an entry, by looking at the files alone: kind, mode, owner, time, size, content, links. */
export function pictureOf(paths: readonly string[], without: readonly string[] = []): readonly string[] {
  const firstNames = new Map<bigint, string>()
  const describe = (path: Buffer): readonly string[] => {
    const name = JSON.stringify(path.toString('latin1'))
    if (without.includes(path.toString('latin1'))) return []
    const status = lstatSync(path, { bigint: true, throwIfNoEntry: false })
    if (status === undefined) return [`${name} missing`]
    const line = [name, status.mode.toString(8), `${status.uid}:${status.gid}`, status.mtimeNs]
    if (!status.isDirectory()) return [[...line, ...content(path, status, firstNames)].join(' ')]
    const names = readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare)
    return [line.join(' '), ...names.flatMap((child) => describe(Buffer.concat([path, SLASH, child])))]
  }
  return paths.flatMap((path) => describe(Buffer.from(path)))
}

const SLASH = Buffer.from('/')

function content(path: Buffer, status: BigIntStats, firstNames: Map<bigint, string>): readonly string[] {
  const first = firstNames.get(status.ino) ?? path.toString('latin1')
  firstNames.set(status.ino, first)
  const links = status.nlink > 1n ? [`same as ${JSON.stringify(first)}`] : []
  if (status.isSymbolicLink()) return [`-> ${readlinkSync(path)}`, ...links]
  if (!status.isFile()) return links
  return [String(status.size), createHash('sha256').update(readFileSync(path)).digest('hex'), ...links]
}
