import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { atWork, type JournalPhase, LEASE_IS_OVER, PART_HANGS } from '../../src/host-script/at-work.js'
import { endDeadRuns, endOwnRun } from '../../src/host-script/end-run.js'
import { addToJournal, beginJournal, movePhase, openJournal } from '../../src/host-script/journal.js'
import { claimKept, lookAtKept, reopenKept } from '../../src/host-script/keep-old.js'
import { armLease, makeQuiet } from '../../src/host-script/lease.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { proveRestore, startRestored } from '../../src/host-script/prove-restore.js'
import type { QuietContainer } from '../../src/host-script/quiet-list.js'
import { type Script, sh, withSecrets } from '../../src/host-script/script.js'
import { lookAtUnfinished } from '../../src/host-script/unfinished.js'
import { watcher } from '../../src/host-script/watcher.js'
import { Secret } from '../../src/secret.js'
import { FAKE_DOCKER } from './fake-docker.js'
import { runIn, SHELLS, startIn } from './shells.js'

const LEASE = { stack: 'shop', token: 'mine' }
const claim = { ...LEASE, owner: '{"token":"mine"}' }
const CONTAINERS: readonly QuietContainer[] = [
  { id: 'worker', name: 'shop-worker', action: 'stop' },
  { id: 'web', name: 'shop-web', action: 'stop' }
]
const SERVER = { id: 'db', name: 'shop-db' }
const BACKUP = `{"id":"it's one"}`
const HEAD = { stops: CONTAINERS, servers: [SERVER], backup: BACKUP, keepSeconds: 0, part: 'whole' as const }
// A name that SQL takes, and its second line is the name of another.
const DB = ['postgres shop/db/1:5432 shop', 'postgres shop/db/1:5432 odd\npostgres shop/db/1:5432 shop']
const UPLOADS = ['volume shop_uploads']
const PASSWORD = `it's "odd" $(touch x) \\ 'end'`

let home = ''
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

const folder = () => path.join(home, '.predeploy-backup', 'shop')
const journal = (name: string) => path.join(folder(), 'journal.mine', name)
const fileOf = (id: string) => path.join(home, 'containers', id)
const states = () => CONTAINERS.map(({ id }) => readFileSync(fileOf(id), 'utf8').trim())
const phaseOf = (token: string) =>
  readdirSync(path.join(folder(), `journal.${token}`))
    .find((name) => name.startsWith('phase.'))
    ?.slice('phase.'.length)
const phase = () => phaseOf('mine')
const done = () =>
  existsSync(path.join(home, 'done')) ? readFileSync(path.join(home, 'done'), 'utf8').split('\n') : []
const acts = () => readFileSync(path.join(home, 'said'), 'utf8')

async function until(seconds: number, wanted: () => boolean): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!wanted() && performance.now() < deadline) await sleep(50)
  expect(wanted()).toBe(true)
}

describe.each(SHELLS)('the journal of a restore in %s', (shell) => {
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

  const next = { stack: 'shop', token: 'next' }
  const takeOver = () => {
    writeFileSync(path.join(folder(), 'lock.1'), `1\n${claim.owner}\n`)
    return run(takeLock({ ...next, owner: '{"token":"next"}' }, undefined))
  }

  describe('of a run that dies', () => {
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

  describe('of a dead run', () => {
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
