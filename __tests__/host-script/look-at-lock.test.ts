import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { lookAtLock } from '../../src/host-script/look-at-lock.js'
import type { Script } from '../../src/host-script/script.js'
import { runIn, SHELLS } from './shells.js'

let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "look at 'lock'-"))
})
afterEach(() => rmSync(home, { recursive: true }))

const claim = { stack: 'my shop', token: 'first', owner: JSON.stringify({ token: 'first', run: "it's" }) }
const folder = () => path.join(home, '.predeploy-backup', 'my shop')

describe.each(SHELLS)('a look at the lock in %s', (shell) => {
  const run = (script: Script) => {
    const { status, stdout, stderr } = runIn(shell, script, '', { HOME: home })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout.split('\n').filter((line) => line !== '')
  }
  const look = () => run(lookAtLock('my shop'))

  test('tells nothing where no run ever was, and makes nothing', () => {
    expect(look()).toEqual([])
    expect(readdirSync(home)).toEqual([])
  })

  test('tells who has it', () => {
    run(takeLock(claim, undefined))
    const before = readdirSync(folder())
    expect(look()).toEqual([`owner=${claim.owner}`])
    expect(readdirSync(folder())).toEqual(before)
  })

  test.each([
    ['free', () => run(freeLock(claim))],
    ['run out', () => writeFileSync(path.join(folder(), 'lock.1'), `1\n${claim.owner}\n`)]
  ])('tells nobody where it is %s', (_, change) => {
    run(takeLock(claim, undefined))
    change()
    expect(look()).toEqual([])
  })

  test('tells of runs that died while they kept containers from running', () => {
    mkdirSync(folder(), { recursive: true })
    for (const name of ['quiet.dead1', 'ending.dead2', 'fired.dead3'])
      writeFileSync(path.join(folder(), name), 'stop worker\n')
    expect(look()).toEqual(['lease=dead1', 'lease=dead2', 'lease=dead3'])
  })
})
