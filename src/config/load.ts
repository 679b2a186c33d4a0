import { isAbsolute, join, resolve } from 'node:path'
import { UserError } from '../errors.js'
import { closest } from './closest.js'
import { type ParseOptions, parseConfig } from './parse.js'
import type { Plan } from './plan.js'

/** The little that loading needs of a file system. Paths are absolute. */
export interface Files {
  exists(path: string): boolean
  read(path: string): Uint8Array
  /** The names in a directory; empty where there is no such directory. */
  list(directory: string): readonly string[]
}

/** Where a configuration comes from, and what surrounds it. */
export interface LoadOptions extends Omit<ParseOptions, 'text' | 'source' | 'readFile'> {
  /** A path, YAML itself, or nothing, which means one of the default files. */
  readonly input: string
  /** Where relative paths begin: the checkout. */
  readonly workspace: string
  readonly files: Files
}

/** Finds the configuration and turns it into a plan. Throws a UserError where there is none, UserErrors where it is wrong. */
export function loadConfig({ input, workspace, files, ...options }: LoadOptions): Plan {
  const readFile = (path: string) => readText(resolve(workspace, path), path, files)
  if (isInline(input)) return parseConfig({ ...options, text: input, source: 'config', readFile })
  const source =
    input.trim() === '' ? defaultPath(workspace, files) : existingPath(input.trim(), workspace, files)
  return parseConfig({ ...options, text: readFile(source), source, readFile })
}

const DEFAULT_PATHS = ['predeploy-backup.yml', '.github/predeploy-backup.yml'] as const

const isInline = (input: string): boolean => /\n|:\s|:$/.test(input.trim()) || /^\s*\{/.test(input)

function defaultPath(workspace: string, files: Files): string {
  const found = DEFAULT_PATHS.filter((path) => files.exists(join(workspace, path)))
  const [path] = found
  if (path === undefined)
    throw missing(`there is no ${DEFAULT_PATHS.join(' and no ')}`, 'predeploy-backup.yml', {
      workspace,
      files
    })
  if (found.length === 1) return path
  throw new UserError(`there are two configurations: ${found.join(' and ')}`, {
    remedy: 'Remove one, or name the one that is meant with the input `config`.'
  })
}

function existingPath(path: string, workspace: string, files: Files): string {
  if (files.exists(resolve(workspace, path))) return path
  throw missing(`the input config: there is no file ${JSON.stringify(path)}`, path, { workspace, files })
}

function missing(
  what: string,
  path: string,
  { workspace, files }: Pick<LoadOptions, 'workspace' | 'files'>
): UserError {
  const similar = similarPaths(path, { workspace, files })
  if (similar.length > 0)
    return new UserError(what, { remedy: `Did you mean \`config: ${similar.join('` or `config: ')}\`?` })
  const isCheckedOut = isAbsolute(path) || files.exists(join(workspace, '.git'))
  return new UserError(isCheckedOut ? what : `${what}, since the repository is not checked out`, {
    remedy: isCheckedOut
      ? 'Add the file, give its path in the input `config`, or write the YAML itself there.'
      : 'Add actions/checkout before this step, or write the YAML itself in the input `config`.'
  })
}

function similarPaths(
  path: string,
  { workspace, files }: Pick<LoadOptions, 'workspace' | 'files'>
): readonly string[] {
  const name = path.split('/').at(-1) ?? path
  const folder = path.slice(0, -name.length)
  return [...new Set([folder, '', '.github/'])].flatMap((place) => {
    const meant = closest(name, files.list(resolve(workspace, place)))
    return meant === undefined ? [] : [`${place}${meant}`]
  })
}

function readText(path: string, shown: string, files: Files): string {
  const bytes = attempt(
    () => files.read(path),
    (cause) =>
      new UserError(`${shown} cannot be read (${cause.code ?? cause.message})`, {
        cause,
        remedy: 'Is it a file, and may the user of the runner read it?'
      })
  )
  return attempt(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    (cause) => new UserError(`${shown} is not UTF-8 text`, { cause, remedy: 'Save it as UTF-8.' })
  )
}

function attempt<Result>(work: () => Result, problem: (cause: NodeJS.ErrnoException) => UserError): Result {
  try {
    return work()
  } catch (cause) {
    throw problem(cause as NodeJS.ErrnoException)
  }
}
