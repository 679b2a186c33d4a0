import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { LEASE_IS_OVER } from '../../src/host-script/at-work.js'
import { endDeadRuns, endOwnRun } from '../../src/host-script/end-run.js'
import { addToJournal, beginJournal, movePhase, openJournal } from '../../src/host-script/journal.js'
import { claimKept, lookAtKept, reopenKept } from '../../src/host-script/keep-old.js'
import { armLease } from '../../src/host-script/lease.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { proveRestore, startRestored } from '../../src/host-script/prove-restore.js'
import { sh } from '../../src/host-script/script.js'
import {
  acts,
  BACKUP,
  CONTAINERS,
  claim,
  DB,
  fileOf,
  folder,
  HEAD,
  home,
  journal,
  journaled,
  LEASE,
  next,
  phase,
  phaseOf,
  states,
  UPLOADS
} from './journaled.js'
import { SHELLS } from './shells.js'

describe.each(SHELLS)('the journal of a dead run in %s', (shell) => {
  const { takeOver, attempt, run, act, write, UNDONE, DISCARDED, words, left, unfinished, end } =
    journaled(shell)

  test.each(['swapping', 'swapped'] as const)('is taken back by the next one when it was %s', (noted) => {
    write(noted)
    expect(takeOver()).toContain('lease=mine\n')
    const told = run(endDeadRuns(next, 'backup'))
    expect(told).toMatch(
      /^phase=\w+\nundone=mine\nstarted=web [\d.]+ shop-web\nstarted=worker [\d.]+ shop-worker\n/
    )
    expect(acts()).toBe('stop worker\nstop web\nstart web\nstart worker\n')
    expect(words()).toEqual([...UNDONE, ...DISCARDED])
    expect(left()).toEqual([])
  })

  test.each(['swapped', 'proven'] as const)(
    'leaves no word of what it had started when it was %s',
    (noted) => {
      write(noted)
      writeFileSync(path.join(folder(), 'ended.mine'), 'lease=kept\n')
      takeOver()
      expect(run(endDeadRuns(next, 'backup'))).toContain('status=0\n')
      expect(left()).toEqual([])
    }
  )

  test('that cannot be taken back stays, with all that it stopped, and is told once', () => {
    write('swapping', { dbUndo: sh`echo 'no such database' >&2; exit 3` })
    takeOver()
    const { stdout, stderr } = attempt(endDeadRuns(next, 'backup'))
    expect(stdout).toBe('phase=swapping\nstuck=mine\nstatus=1\n')
    expect(stderr).toBe('db: no such database\n')
    expect(states()).toEqual(['exited', 'exited'])
    expect([words(), phase()]).toEqual([['undo uploads'], 'swapping'])
  })

  test('that could not be taken back is let be where somebody has started it since, unless it is asked for', () => {
    write('swapping', { dbUndo: sh`if [ -e ${home}/broken ]; then exit 3; fi` })
    writeFileSync(path.join(home, 'broken'), '')
    takeOver()
    attempt(endDeadRuns(next, 'backup'))
    rmSync(path.join(home, 'broken'))
    for (const { id } of CONTAINERS) writeFileSync(fileOf(id), 'running\n')
    writeFileSync(path.join(home, 'said'), '')
    expect(run(endDeadRuns(next, 'backup'))).toBe(
      'phase=swapping\nin-use=shop-worker\nstuck=mine\nstatus=1\n'
    )
    expect([acts(), states()]).toEqual(['', ['running', 'running']])
    expect(run(endDeadRuns(next, 'undo'))).toContain('undone=mine\n')
    expect(states()).toEqual(['running', 'running'])
  })

  test('that has been dead for long is let be where its containers run', () => {
    write('swapped')
    const longAgo = Date.now() / 1000 - 1000
    utimesSync(journal('phase.swapped'), longAgo, longAgo)
    takeOver()
    expect(run(endDeadRuns(next, 'backup'))).toContain('in-use=shop-worker\nstuck=mine\n')
    expect([words(), states()]).toEqual([[], ['running', 'running']])
    expect(run(endDeadRuns(next, 'undo'))).toContain('undone=mine\n')
  })

  test('that has been dead for long is let be where nothing was stopped for it', () => {
    write('swapped')
    writeFileSync(journal('list'), '')
    writeFileSync(journal('ran'), '')
    takeOver()
    const age = (seconds: number) => {
      const then = Date.now() / 1000 - seconds
      utimesSync(journal('phase.swapped'), then, then)
    }
    age(1000)
    expect(run(endDeadRuns(next, 'backup'))).toBe(
      'phase=swapped\nin-use=what uses db\nin-use=what uses uploads\nstuck=mine\nstatus=1\n'
    )
    // The host itself tries for an hour.
    writeFileSync(journal('stuck'), '')
    age(7300)
    expect(run(endDeadRuns(next, 'backup'))).toContain('in-use=what uses db\n')
    expect(words()).toEqual([])
    age(3000)
    expect(run(endDeadRuns(next, 'backup'))).toContain('undone=mine\n')
  })

  test.each([
    ['it began', 0],
    ['it began later', 100]
  ])('is taken back in turn with another one, the last one first, when %s', (_, age) => {
    write('swapping')
    takeOver()
    const [own, theirs] = [act('undo next'), act('discard next')]
    write('swapping', { dbUndo: own, dbDiscard: theirs }, { lease: next })
    const began = Date.now() / 1000 - 200
    utimesSync(journal('token'), began + age, began + age)
    utimesSync(path.join(folder(), 'journal.next', 'token'), began + 50, began + 50)
    const third = { stack: 'shop', token: 'third' }
    writeFileSync(path.join(folder(), 'lock.2'), `1\n{"token":"next"}\n`)
    run(takeLock({ ...third, owner: '{"token":"third"}' }, undefined))
    run(endDeadRuns(third, 'undo'))
    const [first, last] = age === 0 ? ['undo next', 'undo db'] : ['undo db', 'undo next']
    expect(words().filter((word) => /db|next/.test(word) && word.startsWith('undo'))).toEqual([first, last])
    expect(left()).toEqual([])
  })

  test('does not take itself back below one that began later', () => {
    write('swapping')
    takeOver()
    write('swapping', {}, { lease: next })
    const began = Date.now() / 1000 - 200
    utimesSync(journal('token'), began, began)
    writeFileSync(path.join(folder(), 'lock.2'), `9999999999\n${claim.owner}\n`)
    expect(end()).toMatchObject({
      stdout: 'phase=swapping\nstuck=mine\nunmended=yes\nstatus=1\n',
      stderr: 'a restore that began later has to be taken back before it\n'
    })
    expect(words()).toEqual([])
  })

  test('has the containers stopped that were made anew since, and started again', () => {
    write('swapped')
    rmSync(fileOf('web'))
    // The fake takes a name for an id.
    writeFileSync(fileOf('shop-web'), 'running\n')
    takeOver()
    run(endDeadRuns(next, 'backup'))
    expect(acts()).toBe('stop worker\nstop shop-web\nstart shop-web\nstart worker\n')
  })

  test('whose journal is not whole is not taken for one that does nothing', () => {
    write('swapped')
    writeFileSync(journal('0000.undo'), '')
    takeOver()
    const { stdout, stderr } = attempt(endDeadRuns(next, 'backup'))
    expect(stdout).toContain('stuck=mine\nstatus=1\n')
    expect(stderr).toContain('db: the journal of the restore was cut short')
    expect(words()).toEqual(['undo uploads'])
  })

  test('that cannot be taken back is made good by a restore of the same, which starts what that had stopped', () => {
    write('swapping', { dbUndo: sh`exit 3` })
    writeFileSync(fileOf('db'), 'exited\n')
    takeOver()
    attempt(endDeadRuns(next, 'restore'))
    // A server must run before anybody can restore into it.
    expect([readFileSync(fileOf('db'), 'utf8'), states()]).toEqual(['running\n', ['exited', 'exited']])
    write('staging', {}, { lease: next })
    expect(run(armLease(next, CONTAINERS))).toBe('')
    run(movePhase(next, 'staging', 'swapping'))
    run(movePhase(next, 'swapping', 'swapped'))
    run(startRestored(next, []))
    expect(states()).toEqual(['running', 'running'])
    run(proveRestore(next, true))
    expect(phase()).toBe('undone')
    run(endDeadRuns(next, 'backup'))
    expect(unfinished()).toBe('')
    expect(words()).toEqual(['undo uploads', ...DISCARDED])
    expect(states()).toEqual(['running', 'running'])
  })

  test.each(['at its start', 'later'])(
    'that cannot be taken back stays stopped where that restore fails as well, %s',
    (when) => {
      write('swapping', { dbUndo: sh`exit 3` })
      takeOver()
      attempt(endDeadRuns(next, 'restore'))
      write('staging', {}, { lease: next })
      run(armLease(next, []))
      run(movePhase(next, 'staging', 'swapping'))
      run(movePhase(next, 'swapping', 'swapped'))
      if (when === 'at its start') {
        writeFileSync(`${fileOf('worker')}.broken`, '')
        expect(attempt(startRestored(next, [])).status).not.toBe(0)
        rmSync(`${fileOf('worker')}.broken`)
      } else {
        run(startRestored(next, []))
        expect(states()).toEqual(['running', 'running'])
      }
      expect(end(next).stdout).toContain('undone=next\n')
      expect([states(), phase()]).toEqual([['exited', 'exited'], 'swapping'])
    }
  )

  test('is tried again where only Docker was down', () => {
    write('swapping')
    takeOver()
    writeFileSync(path.join(home, 'down'), '')
    expect(attempt(endDeadRuns(next, 'backup')).stdout).toBe('phase=swapping\nstuck=mine\nstatus=1\n')
    rmSync(path.join(home, 'down'))
    // Whatever Docker starts by itself when it is back.
    expect(states()).toEqual(['running', 'running'])
    expect(run(endDeadRuns(next, 'backup'))).toContain('undone=mine\n')
  })

  test('that cannot be taken back is made good although the run that does it dies the moment it is proven', () => {
    write('swapping', { dbUndo: sh`exit 3` })
    takeOver()
    attempt(endDeadRuns(next, 'restore'))
    write('proven', {}, { lease: next, keepSeconds: 60 })
    writeFileSync(path.join(folder(), 'lock.1'), `1\n{"token":"next"}\n`)
    writeFileSync(path.join(folder(), 'lock.2'), `1\n{"token":"next"}\n`)
    const third = { stack: 'shop', token: 'third' }
    run(takeLock({ ...third, owner: '{"token":"third"}' }, undefined))
    expect(run(endDeadRuns(third, 'backup'))).not.toContain('undone=')
    // What it would keep is what was half exchanged.
    expect([words(), left()]).toEqual([['undo uploads', ...DISCARDED, ...DISCARDED], []])
  })

  test('whose servers were started for another restore is taken back all the same', () => {
    write('swapping', { dbUndo: sh`if [ -e ${home}/broken ]; then exit 3; fi` })
    writeFileSync(path.join(home, 'broken'), '')
    writeFileSync(journal('servers'), 'worker shop-worker\n')
    takeOver()
    attempt(endDeadRuns(next, 'restore'))
    expect(states()).toEqual(['running', 'exited'])
    rmSync(path.join(home, 'broken'))
    expect(run(endDeadRuns(next, 'backup'))).toContain('undone=mine\n')
  })

  test('keeps what a restore of something else made good', () => {
    write('swapping', { dbUndo: sh`exit 3` })
    takeOver()
    attempt(endDeadRuns(next, 'restore'))
    run(beginJournal(next, { ...HEAD, stops: [] }))
    run(addToJournal(next, { name: 'uploads', places: UPLOADS, undo: act('no'), discard: act('no') }, 0))
    run(openJournal(next))
    run(movePhase(next, 'staging', 'swapping'))
    run(movePhase(next, 'swapping', 'swapped'))
    run(startRestored(next, []))
    expect(states()).toEqual(['exited', 'exited'])
    run(proveRestore(next, true))
    expect(phase()).toBe('swapping')
    expect(attempt(endDeadRuns(next, 'backup')).stdout).toContain('stuck=mine\n')
    expect(words()).toEqual(['undo uploads'])
  })

  describe('and cannot be taken back', () => {
    /** Restores after it, under these names, what lies in these places, until that is proven. */
    const restoreAfter = (given: Parameters<typeof write>[2] = {}) => {
      takeOver()
      attempt(endDeadRuns(next, 'restore'))
      write('staging', {}, { lease: next, ...given })
      run(movePhase(next, 'staging', 'swapping'))
      run(movePhase(next, 'swapping', 'swapped'))
      run(startRestored(next, []))
      run(proveRestore(next, true))
    }
    const again = () => attempt(endDeadRuns(next, 'backup')).stdout

    test('is made good by what replaces the same, whatever it is called', () => {
      write('swapping', { dbUndo: sh`exit 3` })
      restoreAfter({
        names: ['files', 'database'],
        places: [UPLOADS, [...DB, 'postgres shop/db/1:5432 more']]
      })
      expect([phase(), states()]).toEqual(['undone', ['running', 'running']])
      expect(again()).toContain('status=0\n')
      expect(words()).toEqual(['undo uploads', ...DISCARDED])
    })

    const tellSuperseded = () =>
      sh`printf 'superseded: %s\n' "$predeploy_superseded" >>${path.join(home, 'done')}`

    test('has what is left of it removed, and that told to whoever does it', () => {
      write('swapping', { dbUndo: sh`exit 3`, dbDiscard: tellSuperseded() })
      restoreAfter({ places: [DB, ['volume blog_uploads']] })
      expect(again()).toContain('undone=mine\n')
      expect(words()).toEqual(['undo uploads', 'undo uploads', 'superseded: yes', 'discard uploads'])
    })

    test.each([
      ['nothing made it good', [['elsewhere'], ['elsewhere']], true],
      ['only a part of it was replaced', [DB.slice(1), UPLOADS], true],
      ['only names tell that it was made good', [DB, UPLOADS], false]
    ])('is removed with all care where %s', (_, places, tellsPlaces) => {
      write('swapping', {
        dbUndo: sh`if [ -e ${home}/broken ]; then exit 3; fi`,
        dbDiscard: tellSuperseded()
      })
      if (!tellsPlaces) for (const number of ['0000', '0001']) rmSync(journal(`${number}.places`))
      writeFileSync(path.join(home, 'broken'), '')
      restoreAfter({ places })
      rmSync(path.join(home, 'broken'))
      run(endDeadRuns(next, 'undo'))
      expect(words()).toContain('superseded: no')
    })

    test('is not made good by what has its names and replaces something else', () => {
      write('swapping', { dbUndo: sh`exit 3` })
      restoreAfter({ places: [['postgres shop/db/2:5432 shop'], ['volume blog_uploads']] })
      expect([phase(), states()]).toEqual(['swapping', ['exited', 'exited']])
      expect(again()).toContain('stuck=mine\n')
      expect(words()).toEqual(['undo uploads', 'undo uploads'])
    })

    test('is not put back over what was restored into a part of it since, unless that is asked for', () => {
      write('swapping', { dbUndo: sh`if [ -e ${home}/broken ]; then exit 3; fi` })
      writeFileSync(path.join(home, 'broken'), '')
      restoreAfter({ places: [DB.slice(1), UPLOADS] })
      rmSync(path.join(home, 'broken'))
      expect(again()).toBe('phase=swapping\noverlaid=yes\nstuck=mine\nstatus=1\n')
      expect([phase(), words()]).toEqual(['swapping', ['undo uploads']])
      expect(run(endDeadRuns(next, 'undo'))).toContain('undone=mine\n')
    })

    test('is made good by names where it was written before places were', () => {
      write('swapping', { dbUndo: sh`exit 3` })
      for (const number of ['0000', '0001']) rmSync(journal(`${number}.places`))
      restoreAfter({ places: [['elsewhere'], ['elsewhere']] })
      expect(phase()).toBe('undone')
    })

    test('is not made good where not all of its places can be read', () => {
      write('swapping', { dbUndo: sh`exit 3` })
      writeFileSync(journal('0000.places'), '')
      restoreAfter()
      expect(phase()).toBe('swapping')
      expect(again()).toContain('overlaid=yes\n')
    })

    test('is made good in parts', () => {
      write('swapping', { dbUndo: sh`exit 3` })
      restoreAfter({ names: ['uploads', 'config'], places: [UPLOADS, ['path /opt/shop']] })
      expect([phase(), states()]).toEqual(['swapping', ['exited', 'exited']])
      const third = { stack: 'shop', token: 'third' }
      run(endOwnRun(next))
      run(freeLock(next))
      run(takeLock({ ...third, owner: '{"token":"third"}' }, undefined))
      const rest = { names: ['db', 'config'], places: [DB, ['path /opt/shop']] }
      write('swapped', {}, { lease: third, ...rest })
      run(startRestored(third, []))
      expect(states()).toEqual(['running', 'running'])
      run(proveRestore(third, true))
      expect(phase()).toBe('undone')
    })
  })

  const keep = (change: Parameters<typeof write>[1] = {}) => {
    write('proven', change, { keepSeconds: 60 })
    expect(end().stdout).toMatch(/^phase=proven\nkept=\d{10}\nstatus=0\n$/)
    writeFileSync(path.join(home, 'said'), '')
  }

  test('keeps the old data until its time is over', () => {
    keep()
    expect(takeOver()).not.toContain('lease=')
    run(endDeadRuns(next, 'backup'))
    expect(words()).toEqual([])
    writeFileSync(journal('until'), '1\n')
    run(endDeadRuns(next, 'backup'))
    expect([words(), left()]).toEqual([DISCARDED, []])
  })

  test('that keeps the old data can be taken back, by the run that is asked to', () => {
    keep()
    takeOver()
    const stops = 'stop=stop worker shop-worker\nstop=stop web shop-web\n'
    expect(run(lookAtKept('shop'))).toMatch(new RegExp(`^kept=\\d+\nrestored=.*it's one.*\n${stops}$`))
    expect(run(claimKept(next))).toMatch(new RegExp(`^${stops}claimed=\\d+\n$`))
    expect(run(claimKept(next))).toMatch(/claimed=/)
    expect(run(armLease(next, CONTAINERS))).toBe('listed=worker\nlisted=web\n')
    run(reopenKept(next))
    expect(phaseOf('next')).toBe('swapped')
    expect(end(next).stdout).toContain('undone=next\n')
    expect(states()).toEqual(['running', 'running'])
    expect([words(), left()]).toEqual([[...UNDONE, ...DISCARDED], []])
    expect(run(claimKept(next))).toBe('')
    expect([run(lookAtKept('shop')), unfinished()]).toEqual(['', ''])
  })

  test('that keeps the old data keeps it where the run that takes it back gets no further', () => {
    keep()
    takeOver()
    run(claimKept(next))
    run(armLease(next, CONTAINERS))
    expect(end(next).stdout).toContain('lease=kept\nstatus=0\n')
    expect([phaseOf('next'), words(), states()]).toEqual(['kept', [], ['running', 'running']])
    expect(run(lookAtKept('shop'))).toMatch(/^kept=/)
  })

  test('that keeps the old data is not taken back by a run without the lock', () => {
    keep()
    takeOver()
    expect(attempt(claimKept(LEASE)).status).toBe(LEASE_IS_OVER)
    expect(phase()).toBe('kept')
  })

  test.each(['web', 'db'])(
    'that keeps the old data is let be where %s, which uses it, was replaced',
    (gone) => {
      keep()
      takeOver()
      rmSync(fileOf(gone))
      expect(run(claimKept(next))).toContain(`gone=shop-${gone}\n`)
      expect(phase()).toBe('kept')
    }
  )

  test('of which only a part could be removed after its time is not taken back', () => {
    keep({ dbDiscard: sh`exit 1` })
    writeFileSync(journal('until'), '1\n')
    takeOver()
    expect(run(endDeadRuns(next, 'backup'))).toContain('left=db: ')
    writeFileSync(journal('until'), '9999999999\n')
    expect(run(claimKept(next))).toBe('')
    expect(phase()).toBe('proven')
  })

  test('that keeps the old data keeps it no longer than until the next restore is proven', () => {
    keep()
    takeOver()
    write('swapped', {}, { lease: next })
    run(proveRestore(next, true))
    expect(phase()).toBe('proven')
    run(endDeadRuns(next, 'backup'))
    expect(words()).toEqual(DISCARDED)
  })

  test('of which something cannot be removed makes good nothing that is restored after it', () => {
    write('proven', { dbDiscard: sh`exit 1` })
    takeOver()
    expect(run(endDeadRuns(next, 'restore'))).toContain('left=db: ')
    write('swapping', {}, { lease: next })
    writeFileSync(path.join(folder(), 'lock.2'), `1\n{"token":"next"}\n`)
    const third = { stack: 'shop', token: 'third' }
    run(takeLock({ ...third, owner: '{"token":"third"}' }, undefined))
    expect(run(endDeadRuns(third, 'backup'))).toContain('undone=next\n')
    expect(words()).toEqual(['discard uploads', ...UNDONE, ...DISCARDED])
  })

  test('in parts keeps what its first part left until that is removed, and counts as unfinished before its last', () => {
    write('swapped', { dbDiscard: sh`if [ -e ${home}/broken ]; then exit 1; fi; echo gone >>${home}/done` })
    writeFileSync(path.join(home, 'broken'), '')
    run(proveRestore(LEASE, false))
    expect(end().stdout).toContain('left=db: ')
    expect(unfinished()).toBe(`unfinished=${BACKUP}\n`)
    write('swapped')
    run(proveRestore(LEASE, true))
    expect(unfinished()).toBe('')
    rmSync(path.join(home, 'broken'))
    takeOver()
    run(endDeadRuns(next, 'backup'))
    expect(words().sort()).toEqual(
      [...DISCARDED, ...DISCARDED, 'gone'].filter((_, index) => index !== 2).sort()
    )
    expect(left()).toEqual([])
  })

  test.each(['first', 'last'] as const)('of the %s part of a restore is told as such', (part) => {
    run(beginJournal(LEASE, { ...HEAD, part }))
    run(openJournal(LEASE))
    expect(end().stdout).toBe(`phase=staging\npart=${part}\nstatus=0\n`)
  })

  test('of which something cannot be removed holds nobody up, and is tried again', () => {
    write('proven', { dbDiscard: sh`echo 'no such container' >&2; exit 1` })
    takeOver()
    expect(run(endDeadRuns(next, 'backup'))).toBe(
      'phase=proven\nleft=db: no such container (journal.mine)\nstatus=0\n'
    )
    expect(words()).toEqual(['discard uploads'])
    writeFileSync(journal('0000.discard'), '# the end\n')
    run(endDeadRuns(next, 'backup'))
    expect(left()).toEqual([])
  })
})
