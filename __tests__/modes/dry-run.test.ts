import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { setFolder } from '../../src/backup-set/keys.js'
import { parseConfig } from '../../src/config/parse.js'
import type { Plan } from '../../src/config/plan.js'
import { drivers } from '../../src/drivers/index.js'
import { takeLock } from '../../src/host-script/lock.js'
import { localHost } from '../../src/hosts/local.js'
import { backup } from '../../src/modes/backup.js'
import { previewBackup } from '../../src/modes/preview-backup.js'
import { previewRestore } from '../../src/modes/preview-restore.js'
import type { Run } from '../../src/modes/run.js'
import { directoryStore } from '../../src/stores/directory.js'

// Dry runs of real files, on this machine: everything below the folder of the test is the same afterwards, its times included.

const MEBIBYTE = 1024 * 1024
let folder = ''
let warned: string[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dry-run-'))
  warned = []
  for (const name of ['home', 'stack', 'store']) mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, 'stack', 'one'), 'one')
})
afterEach(() => rmSync(folder, { recursive: true }))

const host = () => localHost({ PATH: process.env['PATH'], HOME: path.join(folder, 'home') })
const store = () => directoryStore(path.join(folder, 'store'))
const run = (): Run => ({
  ...{ token: 'abc123', version: '0', tags: { 'git-sha': 'f00' }, spoolDirectory: tmpdir() },
  signal: new AbortController().signal,
  log: {
    info: () => undefined,
    notice: () => undefined,
    warn: (message) => void warned.push(message),
    group: (_title, body) => body()
  },
  noteWriting: () => undefined,
  noteLock: () => undefined,
  connectHost: async () => host(),
  openStore: async () => store()
})
const plan = (more = '') =>
  parseConfig({
    ...{ source: 'test', environment: {}, drivers },
    readFile: () => '',
    text: `
stack: shop
host: local
store: { directory: ${path.join(folder, 'store')} }
components:
  config: { type: files, paths: [${path.join(folder, 'stack')}] }
${more}`
  })

/** Every file and folder: type, mode, size, when it was changed, and its content's hash. */
const picture = () =>
  execFileSync(
    'sh',
    ['-euc', 'find . -printf "%p %y %m %s %T@ %C@ %n\\n" | sort; find . -type f -exec sha256sum {} + | sort'],
    { cwd: folder, encoding: 'utf8' }
  )

const state = (name: string) => path.join(folder, 'home', '.predeploy-backup', 'shop', name)

/** What a run that is at work leaves word of, and one that died. */
async function leaveWord() {
  const claim = { stack: 'shop', token: 'other', owner: '{"token":"other","since":"noon"}' }
  await host().run(takeLock(claim, undefined))
  writeFileSync(state('quiet.dead'), 'stop worker\n')
}

/** A stack of two components that come to a disk with 300 MiB free, each with so many. */
function crowded(mebibytes: number): Plan {
  const fileSystem = { device: '1', bytes: 2 ** 40, freeBytes: 300 * MEBIBYTE }
  const demands = [{ coming: { bytes: mebibytes * MEBIBYTE }, fileSystem, place: 'it lies' }]
  const outlook = { replaced: [], returning: [], gone: [], kept: [], demands, roomKnown: true }
  return {
    ...plan(),
    components: plan().components.flatMap((planned) =>
      ['config', 'more'].map((name) => ({
        ...planned,
        name,
        component: {
          ...planned.component,
          found(...seen: Parameters<typeof planned.component.found>) {
            const found = planned.component.found(...seen)
            return {
              ...found,
              restoration: (...asked: Parameters<typeof found.restoration>) => ({
                ...found.restoration(...asked),
                outlook
              })
            }
          }
        }
      }))
    )
  }
}

describe('a dry run of a backup', () => {
  const preview = (more?: string) => previewBackup(plan(more), plan(more).components, run())

  test('of a host and a store that were never used leaves both as they are', async () => {
    const before = picture()
    const { artifacts, last, host, place } = await preview()
    expect(artifacts.map(({ component, type }) => [component, type])).toEqual([['config', 'files']])
    expect({ last, host }).toEqual({ last: undefined, host: 'this machine' })
    expect(place).toBe(`${path.join(folder, 'store')}/shop/<id>/`)
    expect(picture()).toBe(before)
  })

  test('tells the last backup, what dead runs left, who is at work, and runs no command', async () => {
    const { manifest } = await backup(plan(), plan().components, run())
    const dead = '20200101T000000Z-000001'
    mkdirSync(path.join(folder, 'store', setFolder('shop', dead)), { recursive: true })
    const half = path.join(folder, 'store', setFolder('shop', dead), 'config.tar.zst')
    writeFileSync(half, 'half')
    execFileSync('touch', ['-d', '2020-01-01', half])
    const claim = { stack: 'shop', token: 'other', owner: '{"token":"other","since":"noon"}' }
    await host().run(takeLock(claim, undefined))
    const before = picture()
    const told = await preview(
      'hooks: { before: { command: touch ~/before }, failed: { command: touch ~/failed } }'
    )
    expect(told).toMatchObject({
      last: { id: manifest.id },
      dead: { ids: [dead], objects: 1, uploads: 0 },
      otherRuns: { holder: 'the run other (since noon)', leasesLeft: false },
      commands: [{ name: 'hooks.before' }, { name: 'hooks.failed (where it fails)' }]
    })
    expect(picture()).toBe(before)
  })

  test('tells of containers that a dead run stopped, and not of those of the run at work', async () => {
    const claim = { stack: 'shop', token: 'other', owner: '{"token":"other","since":"noon"}' }
    await host().run(takeLock(claim, undefined))
    writeFileSync(state('quiet.other'), 'stop worker\n')
    expect((await preview()).otherRuns).toEqual({
      ...{ holder: 'the run other (since noon)', leasesLeft: false }
    })
    writeFileSync(state('quiet.dead'), 'stop worker\n')
    expect((await preview()).otherRuns).toMatchObject({ leasesLeft: true })
  })

  test('tells of a last backup that cannot be read', async () => {
    await backup(plan(), plan().components, run())
    writeFileSync(path.join(folder, 'store', 'shop', 'latest.json'), 'torn')
    const { last, warnings } = await preview()
    expect(last).toEqual({ unreadable: expect.stringContaining('latest.json') })
    expect(warnings).toEqual([expect.stringContaining('nothing can be compared with the last backup')])
  })

  describe('is refused where the backup would be', () => {
    beforeEach(() => rmSync(path.join(folder, 'stack'), { recursive: true }))

    test('and tells only what is wrong', async () => {
      const before = picture()
      await expect(preview()).rejects.toThrow(/^config: not on the host[^\n]*$/)
      expect(picture()).toBe(before)
    })

    test('and tells that other runs may be the reason', async () => {
      await leaveWord()
      const before = picture()
      await expect(preview()).rejects.toMatchObject({
        problems: [
          expect.objectContaining({ message: expect.stringContaining('config: not on the host') }),
          expect.objectContaining({
            message: 'another run is at work: the run other (since noon)',
            remedy: expect.stringContaining('the run itself would wait for its end')
          }),
          expect.objectContaining({
            message: 'a run died while it kept containers from running',
            remedy: expect.stringContaining('the run itself would start these first')
          })
        ]
      })
      expect(picture()).toBe(before)
    })
  })
})

describe('a dry run of a restore', () => {
  const preview = (confirm = '') =>
    previewRestore(plan(), { backup: 'latest', confirm, safetyBackup: true, makeRoom: false }, run())
  beforeEach(() => backup(plan(), plan().components, run()))

  test('tells what becomes of what is there, and leaves it as it is', async () => {
    writeFileSync(path.join(folder, 'stack', 'two'), 'two')
    const before = picture()
    const { components, room, backup, stops } = await preview()
    const stack = path.join(folder, 'stack')
    expect(components).toMatchObject([
      { name: 'config', replaced: [stack], gone: [`what came to ${stack} after the backup`], kept: [] }
    ])
    expect(room).toMatchObject([{ components: ['config'], places: [`${stack} lies`] }])
    expect(room[0]?.freeBytes).toBeGreaterThan(room[0]?.neededBytes ?? 0)
    expect(backup.gitSha).toBe('f00')
    expect(stops).toEqual([])
    expect(picture()).toBe(before)
  })

  test('tells what comes back', async () => {
    rmSync(path.join(folder, 'stack'), { recursive: true })
    const before = picture()
    const { components } = await preview()
    expect(components).toMatchObject([{ replaced: [], returning: [path.join(folder, 'stack')], gone: [] }])
    expect(picture()).toBe(before)
  })

  test('needs no name, but not a wrong one', async () => {
    await expect(preview('shop')).resolves.toBeDefined()
    await expect(preview('blog')).rejects.toThrow('confirm is "blog"')
  })

  test('is refused where there is room for each component, but not for all', async () => {
    await backup(crowded(100), crowded(100).components, run())
    const previewOf = (of: Plan) =>
      previewRestore(of, { backup: 'latest', confirm: '', safetyBackup: true, makeRoom: false }, run())
    await expect(previewOf(crowded(100))).resolves.toBeDefined()
    await expect(previewOf(crowded(200))).rejects.toThrow(
      'config, more: there is no room beside the old data: 456 MiB are needed, 300 MiB are free'
    )
  })

  test('is refused where objects of the backup are gone, and tells that other runs may be the reason', async () => {
    execFileSync('sh', ['-euc', 'rm store/shop/*/config.tar*'], { cwd: folder })
    await leaveWord()
    await expect(preview()).rejects.toMatchObject({
      problems: [
        expect.objectContaining({ message: expect.stringContaining('is gone') }),
        expect.objectContaining({ message: expect.stringContaining('another run is at work') }),
        expect.objectContaining({ message: expect.stringContaining('a run died') })
      ]
    })
  })

  test('is refused where objects of the backup are gone', async () => {
    execFileSync('sh', ['-euc', 'rm store/shop/*/config.tar*'], { cwd: folder })
    const before = picture()
    await expect(preview()).rejects.toThrow('is gone')
    expect(picture()).toBe(before)
  })
})
