import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { type Files, loadConfig } from '../../src/config/load.js'
import { documentWith, problemsOf, sampleDrivers } from './sample.js'

const WORKSPACE = '/home/runner/work/shop/shop'

/** A file system in memory: texts by path, relative to the workspace or absolute. */
function filesOf(texts: Readonly<Record<string, string | Uint8Array>>): Files {
  const entries = new Map(
    Object.entries(texts).map(([path, text]) => [path.startsWith('/') ? path : join(WORKSPACE, path), text])
  )
  return {
    exists: (path) => [...entries.keys()].some((key) => key === path || key.startsWith(`${path}/`)),
    read(path) {
      const text = entries.get(path)
      if (text === undefined) throw Object.assign(new Error('illegal operation'), { code: 'EISDIR' })
      return typeof text === 'string' ? new TextEncoder().encode(text) : text
    },
    list: (directory) =>
      [...entries.keys()]
        .filter((path) => path.startsWith(`${directory.replace(/\/$/, '')}/`))
        .map((path) => path.slice(directory.replace(/\/$/, '').length + 1).split('/')[0] ?? '')
  }
}

const load = (input: string, texts: Parameters<typeof filesOf>[0]) =>
  loadConfig({ input, workspace: WORKSPACE, files: filesOf(texts), environment: {}, drivers: sampleDrivers })

const checkout = { '.git/HEAD': 'ref: refs/heads/main', 'README.md': '# Shop' }
const stack = (name: string) => documentWith({ stack: name })

describe('a configuration is found', () => {
  const places: Readonly<Record<string, readonly [input: string, texts: Parameters<typeof filesOf>[0]]>> = {
    'in the root of the repository': ['', { ...checkout, 'predeploy-backup.yml': stack('found') }],
    'among the workflows': [' ', { ...checkout, '.github/predeploy-backup.yml': stack('found') }],
    'where the input says': ['deploy/shop.yml', { ...checkout, 'deploy/shop.yml': stack('found') }],
    'outside of the workspace': ['/etc/shop.yml', { '/etc/shop.yml': stack('found') }],
    'above the workspace': ['../shop.yml', { '/home/runner/work/shop/shop.yml': stack('found') }],
    'in the input': [stack('found'), {}],
    'in the input on one line': [
      '{ stack: found, host: local, store: { directory: /srv }, components: { c: { type: files, paths: [] } } }',
      {}
    ]
  }
  test.each(Object.entries(places))('%s', (_, [input, texts]) => {
    expect(load(input, texts).stack).toBe('found')
  })
})

describe('a configuration that is not there is told', () => {
  const wrong: Readonly<
    Record<string, readonly [input: string, texts: Parameters<typeof filesOf>[0], ...problems: string[]]>
  > = {
    'since nothing was checked out': [
      '',
      {},
      'there is no predeploy-backup.yml and no .github/predeploy-backup.yml, since the repository is not checked out\n→ Add actions/checkout before this step, or write the YAML itself in the input `config`.'
    ],
    'since nothing was checked out, though a path is given': [
      'deploy/shop.yml',
      {},
      'the input config: there is no file "deploy/shop.yml", since the repository is not checked out\n→ Add actions/checkout before this step, or write the YAML itself in the input `config`.'
    ],
    'since nobody wrote one': [
      '',
      checkout,
      'there is no predeploy-backup.yml and no .github/predeploy-backup.yml\n→ Add the file, give its path in the input `config`, or write the YAML itself there.'
    ],
    'since it has another ending': [
      '',
      { ...checkout, 'predeploy-backup.yaml': stack('shop') },
      'there is no predeploy-backup.yml and no .github/predeploy-backup.yml\n→ Did you mean `config: predeploy-backup.yaml`?'
    ],
    'since its name is mistyped': [
      'deploy/shpo.yml',
      { ...checkout, 'deploy/shop.yml': stack('shop'), 'deploy/other.yml': '' },
      'the input config: there is no file "deploy/shpo.yml"\n→ Did you mean `config: deploy/shop.yml`?'
    ],
    'since it is elsewhere': [
      'shop.yml',
      { ...checkout, '.github/shop.yml': stack('shop') },
      'the input config: there is no file "shop.yml"\n→ Did you mean `config: .github/shop.yml`?'
    ],
    'since there are two': [
      '',
      { ...checkout, 'predeploy-backup.yml': '', '.github/predeploy-backup.yml': '' },
      'there are two configurations: predeploy-backup.yml and .github/predeploy-backup.yml\n→ Remove one, or name the one that is meant with the input `config`.'
    ],
    'since it is a directory': [
      'deploy',
      { ...checkout, 'deploy/shop.yml': '' },
      'deploy cannot be read (EISDIR)\n→ Is it a file, and may the user of the runner read it?'
    ],
    'since it is UTF-16': [
      'shop.yml',
      { ...checkout, 'shop.yml': Uint8Array.of(0xff, 0xfe, 0x73, 0x00) },
      'shop.yml is not UTF-8 text\n→ Save it as UTF-8.'
    ],
    'and a problem names the file': [
      'deploy/shop.yml',
      { 'deploy/shop.yml': stack('Shop') },
      'deploy/shop.yml:1:8: stack: is not a usable name (found "Shop")\n→ Use 1 to 63 lower-case letters, digits, ".", "_" and "-", and begin with a letter or a digit.'
    ],
    'and neither is the authority that it names': [
      documentWith({ store: '{ bucket: backups, region: r, ca: ca.pem }' }),
      checkout,
      'config:3:42: store.ca: ca.pem cannot be read (EISDIR) (found "ca.pem")\n→ Give the PEM text itself, or the path of a file in the repository, which must be checked out.'
    ]
  }
  test.each(Object.entries(wrong))('%s', (_, [input, texts, ...problems]) => {
    expect(problemsOf(() => load(input, texts))).toEqual(problems)
  })
})
