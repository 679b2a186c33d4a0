import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Restoration } from '../../src/drivers/driver.js'
import { UserError } from '../../src/errors.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { endRun } from '../../src/modes/end-run.js'
import { failedRestore, HalfSwapped } from '../../src/modes/failed-restore.js'
import { openRestoreJournal, stopsOf } from '../../src/modes/restore-journal.js'
import type { Run } from '../../src/modes/run.js'
import { type StagedComponent, swapAll } from '../../src/modes/swap.js'
import { FAKE_DOCKER } from '../host-script/fake-docker.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const LEASE = { stack: 'shop', token: 'abc123' }

/** A machine with a home of its own and a fake docker, in which the container `cache` runs. */
function newMachine() {
  const home = mkdtempSync(path.join(tmpdir(), 'swap-home-'))
  folders.push(home)
  mkdirSync(path.join(home, 'containers'))
  writeFileSync(path.join(home, 'containers', 'cache'), 'running\n')
  writeFileSync(
    path.join(home, 'docker'),
    FAKE_DOCKER.replaceAll('$CONTAINERS', path.join(home, 'containers')),
    {
      mode: 0o755
    }
  )
  const machine = localHost({ PATH: `${home}:${process.env['PATH']}`, HOME: home })
  return {
    machine,
    stateOf: (container: string) => readFileSync(path.join(home, 'containers', container), 'utf8').trim(),
    change: (file: string, text: string) => writeFileSync(path.join(home, 'containers', file), text),
    phase: () =>
      readdirSync(path.join(home, '.predeploy-backup', 'shop', 'journal.abc123')).find((name) =>
        name.startsWith('phase.')
      ) ?? 'none'
  }
}

interface Around {
  readonly run?: Run
  readonly beHealthy?: () => Promise<void>
}

/** Swaps as a restore does: with a journal, and the lock of the stack. */
async function swap(
  components: readonly { readonly component: StagedComponent }[],
  { machine } = newMachine(),
  { run = newRun(), beHealthy = async () => undefined }: Around = {}
): Promise<void> {
  const staged = components.map(({ component }) => component)
  await machine.run(takeLock({ ...LEASE, owner: '{"token":"abc123"}' }, undefined))
  const stops = stopsOf([], staged)
  await openRestoreJournal(machine, LEASE, {
    backup: { stack: 'shop', id: 'one', components: [] },
    components: staged as never,
    stops,
    keepSeconds: 0,
    part: 'whole'
  })
  try {
    await swapAll({
      host: machine,
      lease: LEASE,
      staged,
      stops: stops.map((stop) => ({ ...stop, ill: false })),
      run,
      beHealthy,
      isLast: true
    })
  } catch (error) {
    throw failedRestore(error, await endRun(machine, LEASE))
  } finally {
    await machine.run(freeLock(LEASE))
  }
}
const silent = { info: () => undefined, notice: () => undefined, warn: () => undefined }

function newRun(signal = new AbortController().signal): Run {
  return {
    signal,
    token: 'abc123',
    version: '0',
    tags: {},
    log: { ...silent, group: (_title, body) => body() },
    spoolDirectory: '/tmp',
    noteWriting: () => undefined,
    noteLock: () => undefined,
    connectHost: async () => {
      throw new Error('no host is needed')
    },
    openStore: async () => {
      throw new Error('no store is needed')
    }
  }
}

const CACHE = { id: 'cache', name: 'shop-cache' }

/** A component that is one file: `data` is in service, `new` is staged, `old` is what was in service before. */
function fileComponent(name: string, change: Partial<Restoration> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), `swap-${name}-`))
  folders.push(folder)
  writeFileSync(path.join(folder, 'data'), 'old data')
  writeFileSync(path.join(folder, 'new'), 'new data')
  const restoration: Restoration = {
    places: [`path ${folder}`],
    stops: [],
    stages: [],
    count: { script: sh`true`, judge: () => undefined },
    swap: () => sh`cd ${folder} && mv data old && mv new data`,
    verify: { script: sh`cat ${path.join(folder, 'data')}`, judge: () => undefined },
    undo: sh`cd ${folder} && if [ -e old ]; then mv -f old data; fi`,
    discard: sh`cd ${folder} && rm -f new old`,
    ...change
  }
  const component: StagedComponent = { name, restoration, inspections: [] }
  return {
    component,
    read: (file: string) =>
      existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : undefined
  }
}

describe('a swap', () => {
  test('puts the new data of all components into service and keeps the old', async () => {
    const [db, files] = [fileComponent('db'), fileComponent('files')]
    await swap([db, files])
    expect([db.read('data'), files.read('data')]).toEqual(['new data', 'new data'])
    expect([db.read('old'), files.read('old')]).toEqual(['old data', 'old data'])
  })

  test.each([
    ['the swap of a later component fails', { swap: () => sh`echo "no room" >&2; exit 1` }, 'no room'],
    [
      'what is in service is not what was counted',
      {
        verify: {
          script: sh`true`,
          judge: () => {
            throw new UserError('7 rows, not 8')
          }
        }
      },
      'files: 7 rows, not 8'
    ]
  ])('is undone for all when %s', async (_what, change, message) => {
    const [db, files] = [fileComponent('db'), fileComponent('files', change)]
    const swapping = swap([db, files])
    await expect(swapping).rejects.toThrow(message)
    await expect(swapping).rejects.toBeInstanceOf(UserError)
    expect([db.read('data'), files.read('data')]).toEqual(['old data', 'old data'])
  })

  test('that was undone says what of the old data could not be put back', async () => {
    const told = 'what was written since 12:00 is lost'
    const [cache, files] = [
      fileComponent('cache', { undo: sh`echo ${`incomplete=${told}`}` }),
      fileComponent('files', { swap: () => sh`exit 3` })
    ]
    // The undo of all is asked, also of one whose swap was not begun: it may have lost something when it was stopped.
    for (const order of [
      [cache, files],
      [files, cache]
    ]) {
      const swapping = swap(order)
      await expect(swapping).rejects.toThrow(
        `The old data was put back and is in service, but not all of it: cache: ${told}.`
      )
    }
  })

  test('that cannot be undone says so, and leaves the old data where it is', async () => {
    const [db, files] = [
      fileComponent('db', { undo: sh`echo "read-only file system" >&2; exit 1` }),
      fileComponent('files', { swap: () => sh`exit 3` })
    ]
    const swapping = swap([db, files])
    await expect(swapping).rejects.toBeInstanceOf(HalfSwapped)
    await expect(swapping).rejects.toThrow('read-only file system')
    expect(db.read('old')).toBe('old data')
  })

  test('stops containers for it, and starts them again', async () => {
    const machine = newMachine()
    const seen: string[] = []
    const cache = fileComponent('cache', {
      stops: [CACHE],
      verify: { script: sh`true`, judge: () => void seen.push(machine.stateOf('cache'), machine.phase()) }
    })
    await swap([cache], machine)
    expect(seen).toEqual(['running', 'phase.swapped'])
    expect(machine.stateOf('cache')).toBe('running')
  })

  test('that cannot stop a container touches nothing', async () => {
    const machine = newMachine()
    machine.change('cache.kept', '')
    const db = fileComponent('db', { stops: [CACHE] })
    const swapping = swap([db], machine)
    await expect(swapping).rejects.toThrow(/docker stop failed.*permission denied.*Nothing was exchanged/s)
    await expect(swapping).rejects.not.toBeInstanceOf(HalfSwapped)
    expect([db.read('data'), machine.stateOf('cache')]).toEqual(['old data', 'running'])
  })

  test('is undone where the stack is not well with what was restored', async () => {
    const machine = newMachine()
    const cache = fileComponent('cache', { stops: [CACHE] })
    const beHealthy = () => Promise.reject(new UserError('the stack is not healthy'))
    await expect(swap([cache], machine, { beHealthy })).rejects.toThrow(
      'the stack is not healthy. The old data was put back and is in service.'
    )
    expect([cache.read('data'), machine.stateOf('cache')]).toEqual(['old data', 'running'])
  })

  test('that cannot be undone starts nothing', async () => {
    const machine = newMachine()
    const cache = fileComponent('cache', { stops: [CACHE], swap: () => sh`exit 3`, undo: sh`exit 4` })
    await expect(swap([cache], machine)).rejects.toBeInstanceOf(HalfSwapped)
    expect(machine.stateOf('cache')).toBe('exited')
  })

  test('is not undone below a container that does not stop', async () => {
    const machine = newMachine()
    const cache = fileComponent('cache', {
      stops: [CACHE],
      verify: {
        script: sh`true`,
        judge: () => {
          machine.change('cache.kept', '')
          throw new UserError('7 keys, not 8')
        }
      }
    })
    const swapping = swap([cache], machine)
    await expect(swapping).rejects.toThrow(
      /7 keys, not 8\. Putting the old data back failed .*permission denied/s
    )
    await expect(swapping).rejects.toBeInstanceOf(HalfSwapped)
    expect([cache.read('data'), cache.read('old')]).toEqual(['new data', 'old data'])
  })

  test('does not begin once the run was cancelled', async () => {
    const db = fileComponent('db')
    const run = newRun(AbortSignal.abort(new UserError('cancelled')))
    await expect(swap([db], newMachine(), { run })).rejects.toThrow('cancelled')
    expect([db.read('data'), db.read('new')]).toEqual(['old data', undefined])
  })
})
