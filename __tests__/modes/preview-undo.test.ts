import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parseConfig } from '../../src/config/parse.js'
import { drivers } from '../../src/drivers/index.js'
import { endOwnRun } from '../../src/host-script/end-run.js'
import { addToJournal, beginJournal, movePhase, openJournal } from '../../src/host-script/journal.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { proveRestore } from '../../src/host-script/prove-restore.js'
import { sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { previewUndo } from '../../src/modes/preview-undo.js'
import type { Run } from '../../src/modes/run.js'
import { takeBack } from '../../src/modes/take-back.js'
import { previewInText } from '../../src/report/preview.js'
import { tellUndo } from '../../src/report/preview-undo.js'

// What a dry run of `backup: undo` tells, and what the undo does then, on this machine.

let home = ''
const told: string[] = []
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'preview-undo-'))
  told.length = 0
})
afterEach(() => rmSync(home, { recursive: true }))

const machine = () => localHost({ PATH: process.env['PATH'], HOME: home })
const note = (message: string) => void told.push(message)
const run: Run = {
  ...{ token: 'now', version: '0', tags: {}, spoolDirectory: tmpdir() },
  signal: new AbortController().signal,
  log: { info: () => undefined, notice: note, warn: note, group: (_title, body) => body() },
  noteWriting: () => undefined,
  noteLock: () => undefined,
  connectHost: async () => machine(),
  openStore: () => Promise.reject(new Error('no store is needed'))
}
const plan = () =>
  parseConfig({
    ...{ source: 'test', environment: {}, drivers },
    readFile: () => '',
    text: 'stack: shop\nhost: local\nstore: { directory: /nowhere }\ncomponents:\n  config: { type: files, paths: [/opt] }'
  })
const dryRun = async () => previewInText(tellUndo(await previewUndo(plan(), run)))
const state = (name: string) => path.join(home, '.predeploy-backup', 'shop', name)

/** A restore of `one` whose old data is kept, or that was cut short. */
async function leave(token: string, end: 'kept' | 'cut short') {
  const host = machine()
  const lease = { stack: 'shop', token }
  const backup = JSON.stringify({ stack: 'shop', id: `backup-of-${token}`, components: ['config'] })
  await host.run(takeLock({ ...lease, owner: JSON.stringify({ token }) }, undefined))
  await host.run(beginJournal(lease, { stops: [], servers: [], backup, keepSeconds: 3600, part: 'whole' }))
  const act = (word: string) => sh`echo ${word} >>${path.join(home, 'done')}`
  const entry = { name: 'config', places: ['path /opt'], undo: act('undo'), discard: act('discard') }
  await host.run(addToJournal(lease, entry, 0))
  await host.run(openJournal(lease))
  await host.run(movePhase(lease, 'staging', 'swapping'))
  if (end === 'kept') {
    await host.run(movePhase(lease, 'swapping', 'swapped'))
    await host.run(proveRestore(lease, true))
    await host.run(endOwnRun(lease))
  }
  await host.run(freeLock(lease))
}

/** The word of the host that it took back what a run had exchanged. */
function leaveWord() {
  mkdirSync(state(''), { recursive: true })
  writeFileSync(state('undone.dead'), 'phase=swapping\nundone=dead\n')
}

const DONE_BY_HOST =
  /^Taken back already:\n.*the host did that by itself\. `backup: undo` says so, and ends there$/m

describe('a dry run of backup: undo', () => {
  test('tells of a restore whose old data is kept', async () => {
    await leave('kept', 'kept')
    const plan = await dryRun()
    expect(plan).toMatch(/^Taken back:\n.*the restore of backup-of-kept .* whose old data is kept until /m)
    expect(plan).not.toContain('already')
  })

  test('tells that the host has taken one back by itself, and nothing else will be', async () => {
    await leave('kept', 'kept')
    leaveWord()
    const before = await dryRun()
    expect(before).toMatch(DONE_BY_HOST)
    expect(before).toMatch(
      /^Left as it is:\n.*backup-of-kept .*: a second `backup: undo` would take it back$/m
    )
    expect(before).not.toMatch(/^(Taken back:|Replaced by|Other runs)/m)

    await takeBack(plan(), run)
    expect(told).toEqual([expect.stringContaining('A restore whose run had died was taken back')])
    expect(existsSync(path.join(home, 'done'))).toBe(false)

    expect(await dryRun()).toMatch(/^Taken back:\n.*backup-of-kept/m)
  })

  test('tells so where no old data is kept', async () => {
    leaveWord()
    const plan = await dryRun()
    expect(plan).toMatch(DONE_BY_HOST)
    expect(plan).not.toContain('Left as it is')
    expect(existsSync(state('undone.dead'))).toBe(true)
  })

  test('tells both where another one has to be taken back yet', async () => {
    await leave('cut', 'cut short')
    leaveWord()
    const plan = await dryRun()
    expect(plan).toMatch(DONE_BY_HOST)
    expect(plan).toMatch(/^Taken back:\n.*backup-of-cut .* which was not finished$/m)
  })

  test('is refused where there is nothing', async () => {
    await expect(dryRun()).rejects.toThrow('the host keeps no old data')
  })
})
