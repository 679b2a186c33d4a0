import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/errors.js'
import { sh } from '../../src/host-script/script.js'
import { HalfSwapped } from '../../src/modes/failed-restore.js'
import { CACHE, fileComponent, newMachine, newRun, swap } from './file-components.js'

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
