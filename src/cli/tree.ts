import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'

/** A folder as text, by path: kind, mode, time and content of everything in it. */
export type Tree = ReadonlyMap<string, string>

/** Reads a folder with everything in it. */
export async function readTree(folder: string): Promise<Tree> {
  const names = (await readdir(folder, { recursive: true })).sort()
  return new Map(
    await Promise.all(names.map(async (name) => [name, await describe(path.join(folder, name))] as const))
  )
}

/** What differs between two trees, a line each: `-` is gone, `+` is new, `~` is changed. */
export function compareTrees(before: Tree, after: Tree): readonly string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)]
    if (was === is) return []
    return [`${was === undefined ? '+' : is === undefined ? '-' : '~'} ${name}`]
  })
}

async function describe(file: string): Promise<string> {
  const status = await lstat(file)
  const mode = (status.mode & 0o7777).toString(8)
  const time = status.mtime.toISOString()
  if (status.isSymbolicLink()) return `link ${time} to ${await readlink(file)}`
  if (status.isDirectory()) return `folder ${mode} ${time}`
  return `file ${mode} ${time} ${createHash('sha256')
    .update(await readFile(file))
    .digest('hex')}`
}
