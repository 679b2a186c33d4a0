import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'

// Who may import whom: a file of a folder may import only from the folders that its line lists. `.` is the files in src itself.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '.': ['.'],
  'host-script': ['.', 'host-script'],
  'backup-set': ['.', 'backup-set'],
  codecs: ['.', 'codecs', 'host-script'],
  drivers: ['.', 'drivers', 'host-script', 'backup-set'],
  hosts: ['.', 'hosts', 'host-script', 'config'],
  stores: ['.', 'stores', 'config'],
  config: ['.', 'config', 'drivers', 'host-script', 'backup-set'],
  transfer: ['.', 'transfer', 'drivers', 'hosts', 'stores', 'codecs', 'host-script', 'backup-set'],
  modes: [
    '.',
    'modes',
    'transfer',
    'drivers',
    'hosts',
    'stores',
    'codecs',
    'host-script',
    'backup-set',
    'config',
    'report'
  ],
  report: ['.', 'report', 'backup-set'],
  action: ['*'],
  cli: ['*']
}

const FACES = ['action', 'cli']

// Packages that only some folders may use. What is not listed may be imported anywhere.
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@actions/core': ['action'],
  '@actions/exec': ['action'],
  '@actions/artifact': ['action'],
  '@aws-sdk/client-s3': ['stores'],
  'node-ssh': ['hosts'],
  ssh2: ['hosts'],
  yaml: ['config'],
  'node:child_process': ['hosts', 'cli'],
  'node:process': FACES
}

// Only the process module can end all processes of a group.
const EXCEPTIONS: readonly string[] = ['src/hosts/local.ts imports node:process']

const folderOf = (file: string): string => {
  const folder = path.dirname(path.relative('src', file)).split(path.sep)[0] ?? '.'
  return folder === '' ? '.' : folder
}

const importsOf = (source: string): string[] =>
  [...source.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()\s*'([^']+)'/g)].map(([, name]) => name as string)

/** What is wrong with a file's imports and globals, in words. */
export function breaches(file: string, source: string): string[] {
  const folder = folderOf(file)
  if (file === 'src/index.ts') return []
  const allowed = MAY_IMPORT[folder]
  if (allowed === undefined) return [`${file} lies in a folder that has no line in this test`]
  const wrongImports = importsOf(source).flatMap((name) => {
    if (name.startsWith('.')) {
      const target = folderOf(path.join(path.dirname(file), name))
      return allowed.includes('*') || allowed.includes(target) ? [] : [`${file} imports ${name}`]
    }
    const users = Object.entries(PACKAGES).find(
      ([pattern]) => name === pattern || name.startsWith(`${pattern}/`)
    )?.[1]
    return users === undefined || users.includes(folder) ? [] : [`${file} imports ${name}`]
  })
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const wrongGlobals = FACES.includes(folder)
    ? []
    : (withoutComments.match(/\b(?:process|console)\.\w+/g) ?? []).map((use) => `${file} uses ${use}`)
  return [...wrongImports, ...wrongGlobals].filter((breach) => !EXCEPTIONS.includes(breach))
}

describe('the layers', () => {
  const files = globSync('src/**/*.ts')

  test('are kept by every file', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => breaches(file, readFileSync(file, 'utf8')))).toEqual([])
  })

  test.each([
    ['src/drivers/postgres.ts', "import { connectSsh } from '../hosts/ssh.js'", 'imports ../hosts/ssh.js'],
    [
      'src/drivers/postgres.ts',
      "import type { Store } from '../stores/store.js'",
      'imports ../stores/store.js'
    ],
    ['src/modes/backup.ts', "import * as core from '@actions/core'", 'imports @actions/core'],
    ['src/modes/backup.ts', "const core = await import('@actions/core')", 'imports @actions/core'],
    ['src/transfer/relay.ts', "import { S3Client } from '@aws-sdk/client-s3'", 'imports @aws-sdk/client-s3'],
    ['src/modes/backup.ts', "import { env } from 'node:process'", 'imports node:process'],
    ['src/hosts/local.ts', "const home = process.env['HOME']", 'uses process.env'],
    ['src/stores/s3.ts', "console.log('x')", 'uses console.log'],
    ['src/helpers/x.ts', '', 'lies in a folder that has no line in this test']
  ])('are breached by %s with %s', (file, source, breach) => {
    expect(breaches(file, source)).toEqual([`${file} ${breach}`])
  })

  test('are not breached by an unlike name or a comment', () => {
    expect(
      breaches(
        'src/modes/backup.ts',
        "// process.env is for the faces\nimport { x } from '../drivers/driver.js'"
      )
    ).toEqual([])
  })
})
