import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { atWork, LEASE_IS_OVER } from '../../src/host-script/at-work.js'
import { addToJournal, beginJournal, movePhase } from '../../src/host-script/journal.js'
import { armLease, makeQuiet } from '../../src/host-script/lease.js'
import { freeLock } from '../../src/host-script/lock.js'
import { proveRestore, startRestored } from '../../src/host-script/prove-restore.js'
import { sh } from '../../src/host-script/script.js'
import {
  acts,
  BACKUP,
  CONTAINERS,
  DB,
  done,
  fileOf,
  folder,
  HEAD,
  home,
  journal,
  journaled,
  LEASE,
  PASSWORD,
  phase,
  states,
  until
} from './journaled.js'
import { SHELLS } from './shells.js'

describe.each(SHELLS)('the journal of a restore in %s', (shell) => {
  const { attempt, run, act, write, UNDONE, DISCARDED, words, left, unfinished, end } = journaled(shell)

  test('holds scripts that run by themselves, with their secrets, for nobody else to read', () => {
    write('swapping')
    expect(statSync(journal('0000.undo')).mode & 0o077).toBe(0)
    expect(end().stdout).toMatch(/^phase=swapping\nundone=mine\n.*status=0\n$/s)
    expect(done()).toEqual([...UNDONE, ...DISCARDED].map((word) => `${word} ${PASSWORD}`).concat(''))
    expect(existsSync(path.join(home, 'x'))).toBe(false)
    expect(left()).toEqual([])
  })

  test('tells what was not finished, until something is', () => {
    expect(unfinished()).toBe('')
    write('staging')
    const told = `unfinished=${BACKUP}\n`
    expect(unfinished()).toBe(told)
    end()
    expect(unfinished()).toBe(told)
    write('swapped')
    end()
    expect(unfinished()).toBe(told)
    write('swapped')
    run(proveRestore(LEASE, true))
    expect(unfinished()).toBe('')
    end()
    expect(unfinished()).toBe('')
  })

  test.each(['staging', 'undone', 'proven'] as const)('has nothing to take back when it is %s', (noted) => {
    write(noted)
    expect(end().stdout).toBe(`phase=${noted}\nstatus=0\n`)
    expect([words(), acts(), left()]).toEqual([DISCARDED, '', []])
  })

  test('that was not opened counts for nothing', () => {
    run(beginJournal(LEASE, HEAD))
    run(addToJournal(LEASE, { name: 'db', places: DB, undo: act('undo db'), discard: act('discard db') }, 0))
    writeFileSync(journal('0001.discard'), "printf 'cut")
    expect(end().stdout).toBe('phase=\nstatus=0\n')
    expect([done(), left()]).toEqual([[], []])
  })

  test('takes back what it can where something fails, and stays', () => {
    write('swapped', { dbUndo: sh`echo 'no such database' >&2; exit 3` })
    expect(end()).toEqual({
      status: 0,
      stdout: 'phase=swapped\nstuck=mine\nstatus=1\n',
      stderr: 'db: no such database\n'
    })
    expect([words(), phase(), states()]).toEqual([['undo uploads'], 'swapped', ['exited', 'exited']])
  })

  test('tells what is lost although it was taken back', () => {
    write('swapping', { dbUndo: sh`echo one; echo 'incomplete=what came since is lost'; echo two` })
    expect(end().stdout).toContain('incomplete=db: what came since is lost\nundone=mine\n')
  })

  test('goes from one phase to the next only', () => {
    write('staging')
    run(movePhase(LEASE, 'staging', 'swapping'))
    expect(attempt(movePhase(LEASE, 'staging', 'swapped')).status).toBe(LEASE_IS_OVER)
    expect(attempt(proveRestore(LEASE, true)).status).toBe(LEASE_IS_OVER)
    expect(phase()).toBe('swapping')
    expect(
      readdirSync(path.join(folder(), 'journal.mine')).filter((name) => name.startsWith('work.'))
    ).toEqual([])
  })

  test('starts anew what it had started before it was taken back', () => {
    write('staging')
    run(armLease(LEASE, CONTAINERS))
    run(atWork(LEASE, 'staging', makeQuiet(LEASE, CONTAINERS, 1)))
    run(movePhase(LEASE, 'staging', 'swapping'))
    run(movePhase(LEASE, 'swapping', 'swapped'))
    writeFileSync(`${fileOf('worker')}.broken`, '')
    expect(attempt(startRestored(LEASE, CONTAINERS)).status).not.toBe(0)
    expect(states()).toEqual(['exited', 'running'])
    rmSync(`${fileOf('worker')}.broken`)
    expect(end().stdout).toContain('status=0\n')
    expect(states()).toEqual(['running', 'running'])
  })

  test('gives what it runs the umask of the login', () => {
    write('swapping', { dbUndo: sh`umask >${path.join(home, 'mask')}` })
    const mask = run(sh`umask`)
    expect(run(atWork(LEASE, 'swapping', sh`umask`))).toBe(mask)
    end()
    expect(readFileSync(path.join(home, 'mask'), 'utf8')).toBe(mask)
  })

  test('is watched where nothing has to stop', async () => {
    write('swapping')
    run(armLease(LEASE, []))
    run(freeLock(LEASE))
    await until(60, () => !existsSync(path.join(folder(), 'journal.mine')))
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
  })
})
