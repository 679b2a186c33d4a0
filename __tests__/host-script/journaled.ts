import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect } from '@jest/globals'
import type { JournalPhase } from '../../src/host-script/at-work.js'
import { endOwnRun } from '../../src/host-script/end-run.js'
import { addToJournal, beginJournal, openJournal } from '../../src/host-script/journal.js'
import { takeLock } from '../../src/host-script/lock.js'
import type { QuietContainer } from '../../src/host-script/quiet-list.js'
import { type Script, sh, withSecrets } from '../../src/host-script/script.js'
import { lookAtUnfinished } from '../../src/host-script/unfinished.js'
import { Secret } from '../../src/secret.js'
import { FAKE_DOCKER } from './fake-docker.js'
import { runIn, type SHELLS, startIn } from './shells.js'

// The journal of a restore on a machine with a home of its own and a fake docker, for tests of what becomes of it.

export const LEASE = { stack: 'shop', token: 'mine' }
export const claim = { ...LEASE, owner: '{"token":"mine"}' }
export const CONTAINERS: readonly QuietContainer[] = [
  { id: 'worker', name: 'shop-worker', action: 'stop' },
  { id: 'web', name: 'shop-web', action: 'stop' }
]
export const SERVER = { id: 'db', name: 'shop-db' }
export const BACKUP = `{"id":"it's one"}`
export const HEAD = {
  stops: CONTAINERS,
  servers: [SERVER],
  backup: BACKUP,
  keepSeconds: 0,
  part: 'whole' as const
}
// A name that SQL takes, and its second line is the name of another.
export const DB = [
  'postgres shop/db/1:5432 shop',
  'postgres shop/db/1:5432 odd\npostgres shop/db/1:5432 shop'
]
export const UPLOADS = ['volume shop_uploads']
export const PASSWORD = `it's "odd" $(touch x) \\ 'end'`

export let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'journal-'))
  mkdirSync(path.join(home, 'containers'))
  writeFileSync(path.join(home, 'docker'), FAKE_DOCKER, { mode: 0o755 })
  writeFileSync(path.join(home, 'said'), '')
  for (const { id } of [...CONTAINERS, SERVER]) writeFileSync(fileOf(id), 'running\n')
})
afterEach(() => {
  for (const name of existsSync(folder()) ? readdirSync(folder()) : []) {
    if (!name.startsWith('armed.')) continue
    try {
      process.kill(Number(readFileSync(path.join(folder(), name), 'utf8')))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ESRCH' })
    }
  }
  rmSync(home, { recursive: true, maxRetries: 20 })
})

export const folder = () => path.join(home, '.predeploy-backup', 'shop')
export const journal = (name: string) => path.join(folder(), 'journal.mine', name)
export const fileOf = (id: string) => path.join(home, 'containers', id)
export const states = () => CONTAINERS.map(({ id }) => readFileSync(fileOf(id), 'utf8').trim())
export const phaseOf = (token: string) =>
  readdirSync(path.join(folder(), `journal.${token}`))
    .find((name) => name.startsWith('phase.'))
    ?.slice('phase.'.length)
export const phase = () => phaseOf('mine')
export const done = () =>
  existsSync(path.join(home, 'done')) ? readFileSync(path.join(home, 'done'), 'utf8').split('\n') : []
export const acts = () => readFileSync(path.join(home, 'said'), 'utf8')

export async function until(seconds: number, wanted: () => boolean): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!wanted() && performance.now() < deadline) await sleep(50)
  expect(wanted()).toBe(true)
}

/** The run that comes after it. */
export const next = { stack: 'shop', token: 'next' }

/** What tests do with a journal in a shell. To be called in a `describe`. */
export function journaled(shell: (typeof SHELLS)[number]) {
  const environment = (script: Script) => ({
    HOME: home,
    PATH: `${home}:${process.env['PATH']}`,
    CONTAINERS: path.join(home, 'containers'),
    ...Object.fromEntries(Object.entries(script.secrets ?? {}).map(([name, value]) => [name, value.reveal()]))
  })
  const clean = (stderr: string) => stderr.replaceAll('WARNING: Error loading config file\n', '')
  const attempt = (script: Script) => {
    const { stderr, ...rest } = runIn(shell, script, '', environment(script))
    return { ...rest, stderr: clean(stderr) }
  }
  const start = (script: Script) => startIn(shell, script, environment(script))
  const run = (script: Script) => {
    const { status, stdout, stderr } = attempt(script)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout
  }
  const act = (word: string) =>
    withSecrets(sh`printf '%s %s\n' ${word} "$PASSWORD" >>${path.join(home, 'done')}`, {
      PASSWORD: new Secret(PASSWORD)
    })
  const write = (
    noted: JournalPhase,
    change: { readonly dbUndo?: Script; readonly dbDiscard?: Script } = {},
    { lease = LEASE, keepSeconds = 0, names = ['db', 'uploads'], places = [DB, UPLOADS] } = {}
  ) => {
    run(beginJournal(lease, { ...HEAD, keepSeconds }))
    const db = {
      name: names[0] ?? '',
      places: places[0] ?? [],
      undo: change.dbUndo ?? act('undo db'),
      discard: change.dbDiscard ?? act('discard db')
    }
    run(addToJournal(lease, db, 0))
    const uploads = { undo: act('undo uploads'), discard: act('discard uploads') }
    run(addToJournal(lease, { name: names[1] ?? '', places: places[1] ?? [], ...uploads }, 1))
    run(openJournal(lease))
    const folderOf = path.join(folder(), `journal.${lease.token}`)
    // What a lease lists when it is armed.
    copyFileSync(path.join(folderOf, 'list'), path.join(folderOf, 'ran'))
    renameSync(path.join(folderOf, 'phase.staging'), path.join(folderOf, `phase.${noted}`))
  }
  const UNDONE = ['undo uploads', 'undo db']
  const DISCARDED = ['discard db', 'discard uploads']
  const words = () =>
    done()
      .filter((line) => line !== '')
      .map((line) => line.split(' ').slice(0, 2).join(' '))
  const left = () => readdirSync(folder()).filter((name) => !/^lock\.|^unfinished$|^\.spare$/.test(name))
  const unfinished = () => run(lookAtUnfinished('shop'))
  const works = () =>
    readdirSync(path.join(folder(), 'journal.mine')).filter((name) => name.startsWith('work.')).length
  const end = (lease = LEASE) => attempt(endOwnRun(lease))
  beforeEach(() => {
    run(takeLock(claim, undefined))
  })
  const takeOver = () => {
    writeFileSync(path.join(folder(), 'lock.1'), `1\n${claim.owner}\n`)
    return run(takeLock({ ...next, owner: '{"token":"next"}' }, undefined))
  }
  return { takeOver, attempt, start, run, act, write, UNDONE, DISCARDED, words, left, unfinished, works, end }
}
