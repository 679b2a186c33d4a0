import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { atWork, LEASE_IS_OVER, PART_HANGS } from '../../src/host-script/at-work.js'
import { endDeadRuns, endOwnRun } from '../../src/host-script/end-run.js'
import { movePhase } from '../../src/host-script/journal.js'
import { armLease, makeQuiet } from '../../src/host-script/lease.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { proveRestore, startRestored } from '../../src/host-script/prove-restore.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { watcher } from '../../src/host-script/watcher.js'
import {
  acts,
  CONTAINERS,
  claim,
  fileOf,
  folder,
  home,
  journal,
  journaled,
  LEASE,
  next,
  phase,
  states,
  until
} from './journaled.js'
import { SHELLS } from './shells.js'

describe.each(SHELLS)('the journal of a run that dies in %s', (shell) => {
  const { takeOver, attempt, start, run, act, write, UNDONE, DISCARDED, words, left, works, end } =
    journaled(shell)

  const arm = (dbUndo?: Script) => {
    write('staging', dbUndo === undefined ? {} : { dbUndo })
    run(armLease(LEASE, CONTAINERS))
    run(atWork(LEASE, 'staging', makeQuiet(LEASE, CONTAINERS, 1)))
    run(movePhase(LEASE, 'staging', 'swapping'))
  }
  const swapped = () => {
    run(movePhase(LEASE, 'swapping', 'swapped'))
    run(startRestored(LEASE, CONTAINERS))
    writeFileSync(path.join(home, 'said'), '')
  }
  const isOver = () =>
    !existsSync(path.join(folder(), 'journal.mine')) && states().join() === 'running,running'

  test('is taken back by the host, which then starts what was stopped', async () => {
    arm()
    run(freeLock(LEASE))
    await until(60, isOver)
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
    // The next run hears of it, once.
    await until(60, () =>
      run(takeLock({ ...next, owner: '{"token":"next"}' }, undefined)).includes('lock=taken')
    )
    expect(run(endDeadRuns(next, 'backup'))).toMatch(/^undone=mine\nphase=swapping\nundone=mine\nstarted=/)
    expect(run(endDeadRuns(next, 'backup'))).toBe('status=0\n')
    expect(left()).toEqual([])
  })

  test('is taken back although the containers run already, and they are stopped for it', async () => {
    arm()
    swapped()
    run(freeLock(LEASE))
    await until(60, isOver)
    expect(acts()).toBe('stop worker\nstop web\nstart web\nstart worker\n')
  })

  test('and cannot be taken back starts nothing', async () => {
    arm(sh`exit 1`)
    run(freeLock(LEASE))
    await until(60, () => words().length > 0)
    await sleep(1000)
    expect([states(), phase()]).toEqual([['exited', 'exited'], 'swapping'])
  })

  test('is not tried again where old data is gone that went first', async () => {
    arm(sh`exit 1`)
    const watching = Number(readFileSync(path.join(folder(), 'armed.mine'), 'utf8'))
    writeFileSync(journal('0000.cleared'), '')
    run(freeLock(LEASE))
    await until(60, () => existsSync(journal('hopeless')))
    await until(20, () => !isAlive(watching))
    expect([states(), phase(), words()]).toEqual([
      ['exited', 'exited'],
      'swapping',
      ['undo uploads', 'discard uploads']
    ])
  })

  test('has what could not be started tried again by the host', async () => {
    arm()
    writeFileSync(`${fileOf('worker')}.broken`, '')
    run(freeLock(LEASE))
    await until(60, () => states().join() === 'exited,running')
    rmSync(`${fileOf('worker')}.broken`)
    await until(60, isOver)
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
  })

  test('is let be once it was proven', async () => {
    arm()
    swapped()
    run(proveRestore(LEASE, true))
    run(freeLock(LEASE))
    await sleep(3000)
    expect([words(), phase()]).toEqual([[], 'proven'])
  })

  test('is left to the next run where that has the lock', async () => {
    arm()
    expect(takeOver()).toContain('lease=mine\n')
    await sleep(3000)
    expect([words(), states()]).toEqual([[], ['exited', 'exited']])
    run(endDeadRuns(next, 'backup'))
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
    expect(states()).toEqual(['running', 'running'])
  })

  test('and comes back is too late for every step', async () => {
    arm()
    swapped()
    writeFileSync(path.join(folder(), 'lock.1'), `1\n${claim.owner}\n`)
    await until(60, isOver)
    for (const step of [
      movePhase(LEASE, 'swapping', 'swapped'),
      proveRestore(LEASE, true),
      atWork(LEASE, 'swapped', act('swap')),
      startRestored(LEASE, CONTAINERS)
    ])
      expect(attempt(step).status).not.toBe(0)
    expect(end().stdout).toBe('journal=gone\nstatus=0\n')
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
  })

  test('is not taken back below a swap that still goes on', async () => {
    arm()
    const swap = start(
      atWork(LEASE, 'swapping', sh`sleep 3; printf 'swap db\n' >>${path.join(home, 'done')}`)
    )
    await until(60, () => works() === 1)
    takeOver()
    run(endDeadRuns(next, 'backup'))
    await swap.ended
    expect(words()).toEqual(['swap db', ...UNDONE, ...DISCARDED])
  })

  test('while it takes itself back meets nobody else', async () => {
    write('swapped', {
      dbUndo: sh`printf 'begin\n' >>${path.join(home, 'done')}; sleep 3; printf 'end\n' >>${path.join(home, 'done')}`
    })
    const own = start(endOwnRun(LEASE))
    await until(60, () => words().includes('begin'))
    takeOver()
    run(endDeadRuns(next, 'backup'))
    expect((await own.ended).stdout).toContain('undone=mine\n')
    expect(words()).toEqual(['undo uploads', 'begin', 'end', ...DISCARDED])
  })

  test('that waits for its own swap goes no further once another has the lock', async () => {
    arm()
    const swap = start(atWork(LEASE, 'swapping', sh`sleep 4`))
    await until(60, () => works() === 1)
    const own = start(endOwnRun(LEASE))
    await sleep(1000)
    takeOver()
    expect((await own.ended).stdout).toBe(`phase=swapping\nstatus=${LEASE_IS_OVER}\n`)
    expect(words()).toEqual([])
    await swap.ended
    expect(run(endDeadRuns(next, 'backup'))).toContain('undone=mine\n')
  })

  test('is taken back once where it is asked twice meanwhile', async () => {
    arm()
    const swap = start(atWork(LEASE, 'swapping', sh`sleep 3`))
    await until(60, () => works() === 1)
    const asked = [start(endOwnRun(LEASE)), start(endOwnRun(LEASE))]
    const told = (await Promise.all(asked.map(({ ended }) => ended))).map(({ stdout }) => stdout)
    expect(told.filter((text) => text.includes('undone=mine\n'))).toHaveLength(1)
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
    await swap.ended
  })

  describe('in a part that hangs', () => {
    const hanging = () => sh`while [ -d ${home} ] && [ ! -e ${home}/mended ]; do sleep 0.2; done`
    const hang = async () => {
      write('swapping')
      const { child, ended } = start(atWork(LEASE, 'swapping', hanging()))
      await until(60, () => works() === 1)
      const end = async () => {
        child.kill('SIGKILL')
        await ended
      }
      return { process: child.pid, end }
    }
    const watch = (lockSeconds: number) => start(watcher(LEASE, { partSeconds: 1, lockSeconds }))

    test('is not waited for for ever, and its process named; it is taken back once that has ended', async () => {
      const part = await hang()
      takeOver()
      const { stdout, stderr } = attempt(endDeadRuns(next, 'backup', 1))
      expect(stdout).toBe(`phase=swapping\nhangs=${part.process}\nstatus=${PART_HANGS}\n`)
      expect(stderr).toContain(`process ${part.process}: see ps -p ${part.process}, end it`)
      // Nobody waits for it again.
      expect(attempt(endDeadRuns(next, 'backup')).stdout).toBe(stdout)
      expect(words()).toEqual([])
      await part.end()
      expect(run(endDeadRuns(next, 'backup'))).toContain('undone=mine\n')
    })

    test('is not waited for for ever by the run itself', async () => {
      const part = await hang()
      expect(attempt(endOwnRun(LEASE, 1)).stdout).toContain(`hangs=${part.process}\n`)
      expect(attempt(movePhase(LEASE, 'swapping', 'swapped')).status).toBe(PART_HANGS)
      await part.end()
      expect(end().stdout).toContain('undone=mine\n')
    })

    test('is waited for by the host without the lock, and taken back once that has ended', async () => {
      const part = await hang()
      run(freeLock(LEASE))
      const host = watch(60)
      const trouble = path.join(folder(), 'trouble.mine')
      await until(60, () => existsSync(trouble) && readFileSync(trouble, 'utf8').includes('hangs'))
      const locks = () => readdirSync(folder()).filter((name) => name.startsWith('lock.'))
      const isFreed = () => readFileSync(path.join(folder(), 'lock.2'), 'utf8').startsWith('0000000000\n')
      await until(10, () => isFreed() && locks().join() === 'lock.2')
      await sleep(6000)
      expect([locks(), isFreed()]).toEqual([['lock.2'], true])
      expect(run(takeLock({ ...next, owner: '{"token":"next"}' }, undefined))).toContain('lock=taken')
      expect(attempt(endDeadRuns(next, 'backup')).stdout).toContain(`hangs=${part.process}\n`)
      run(freeLock(next))
      await part.end()
      await until(60, () => !existsSync(path.join(folder(), 'journal.mine')))
      expect(words()).toEqual([...UNDONE, ...DISCARDED])
      await host.ended
    })

    test('of its undo by the host does not keep the lock for ever', async () => {
      write('swapping', { dbUndo: hanging() })
      run(freeLock(LEASE))
      const host = watch(1)
      await until(60, () => words().includes('undo uploads'))
      await sleep(3000)
      const lock = () => readFileSync(path.join(folder(), 'lock.2'), 'utf8')
      const before = lock()
      await sleep(3000)
      expect(lock()).toBe(before)
      writeFileSync(path.join(home, 'mended'), '')
      await host.ended
      expect(words()).toEqual([...UNDONE.slice(0, 1), ...DISCARDED])
    })
  })

  test('has its paused containers stopped too', () => {
    writeFileSync(fileOf('web'), 'paused\n')
    write('staging')
    expect(run(armLease(LEASE, CONTAINERS))).toBe('listed=worker\nlisted=web\n')
    run(freeLock(LEASE))
  })
})

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' })
    return false
  }
}
