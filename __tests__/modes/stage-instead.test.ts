import { describe, expect, test } from '@jest/globals'
import { type Script, sh } from '../../src/host-script/script.js'
import { HalfSwapped } from '../../src/modes/failed-restore.js'
import { CACHE, fileComponent, newMachine, swap } from './file-components.js'

const removeData = (folder: string): Script => sh`rm ${`${folder}/data`}`
// Nothing old is there to be moved aside.
const moveIn = (component: { readonly folder: string }) => () => sh`cd ${component.folder} && mv new data`

/** A component whose old data goes first. */
function cleared(change: Parameters<typeof fileComponent>[1] = {}, clear = removeData) {
  const files = fileComponent('files', change, clear)
  const { component } = files
  return {
    ...files,
    component: { ...component, restoration: { ...component.restoration, swap: change.swap ?? moveIn(files) } }
  }
}

describe('old data that goes before the new is staged', () => {
  test('makes way for it', async () => {
    const machine = newMachine()
    const [db, files] = [fileComponent('db'), cleared({ stops: [CACHE] })]
    await swap([db, files], machine)
    expect([db.read('data'), files.read('data'), files.read('old')]).toEqual([
      'new data',
      'new data',
      undefined
    ])
    expect(machine.stateOf('cache')).toBe('running')
  })

  test('cannot be put back where the restore fails then, and nothing is started', async () => {
    const machine = newMachine()
    const files = cleared({ stops: [CACHE] })
    const db = fileComponent('db', { swap: () => sh`exit 3` })
    const swapping = swap([files, db], machine)
    await expect(swapping).rejects.toBeInstanceOf(HalfSwapped)
    await expect(swapping).rejects.toMatchObject({
      message: expect.stringMatching(
        /What was there cannot be put back: files: its old data was removed to make room for the new \(make-room\), and there is no safety backup of it/
      ),
      remedy: expect.stringContaining('the old data of files went to make room')
    })
    // What could be put back was.
    expect([db.read('data'), files.read('new'), machine.stateOf('cache')]).toEqual([
      'old data',
      undefined,
      'exited'
    ])
  })

  test('counts as gone where its removal was cut short', async () => {
    const files = cleared({}, () => sh`exit 1`)
    await expect(swap([files])).rejects.toThrow(/cannot be put back: files: its old data was removed/)
    expect(files.read('data')).toBe('old data')
  })

  test('is there as long as what must stop does not', async () => {
    const machine = newMachine()
    machine.change('cache.kept', '')
    const files = cleared({ stops: [CACHE] })
    const swapping = swap([files], machine)
    await expect(swapping).rejects.toThrow(/permission denied.*Nothing was exchanged/s)
    expect([files.read('data'), machine.stateOf('cache')]).toEqual(['old data', 'running'])
  })

  test('is there as long as that of an earlier component could not be removed', async () => {
    const [files, db] = [cleared({}, () => sh`exit 1`), fileComponent('db', {}, removeData)]
    await expect(swap([files, db])).rejects.toThrow(/cannot be put back: files: its/)
    expect(db.read('data')).toBe('old data')
  })
})
