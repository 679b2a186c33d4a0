import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { takeLock } from '../../src/host-script/lock.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { endRun } from '../../src/modes/end-run.js'
import { HalfSwapped } from '../../src/modes/failed-restore.js'
import { CACHE, fileComponent, newMachine, swap } from './file-components.js'

const removeData = (folder: string): Script => sh`rm ${`${folder}/data`}`
// Nothing old is there to be moved aside.
const moveIn = (component: { readonly folder: string }) => () => sh`cd ${component.folder} && mv new data`

/** A component whose old data goes first. */
function cleared(change: Parameters<typeof fileComponent>[1] = {}, clear = removeData, ready?: Script) {
  const files = fileComponent('files', change, clear, ready)
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
        /What was there cannot be put back: files: its old data, or a part of it, was removed to make room for the new \(make-room\), and there is no safety backup of it/
      ),
      remedy: expect.stringContaining('The old data of files was removed to make room')
    })
    // What could be put back was.
    expect([db.read('data'), files.read('new'), machine.stateOf('cache')]).toEqual([
      'old data',
      undefined,
      'exited'
    ])
  })

  test('stays where it cannot be made ready, and what was made ready is taken back', async () => {
    const machine = newMachine()
    const folder = mkdtempSync(path.join(tmpdir(), 'ready-'))
    const note = (word: string) => sh`echo ${word} >>${`${folder}/said`}`
    try {
      const [db, files] = [
        cleared(),
        cleared({ stops: [CACHE] }, removeData, sh`echo "a slot holds it" >&2; exit 1`)
      ]
      Object.assign(db.component.instead ?? {}, { ready: note('ready'), unready: note('unready') })
      await expect(swap([db, files], machine)).rejects.toThrow(
        /^files: .*a slot holds it.*The old data was put back and is in service\.$/s
      )
      expect([db.read('data'), files.read('data'), machine.stateOf('cache')]).toEqual([
        'old data',
        'old data',
        'running'
      ])
      expect(readFileSync(path.join(folder, 'said'), 'utf8')).toBe('ready\nunready\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('is not asked for again and again: who started something since is let be', async () => {
    const machine = newMachine()
    const files = cleared({ stops: [CACHE] })
    const db = fileComponent('db', { swap: () => sh`exit 3` })
    await expect(swap([files, db], machine)).rejects.toBeInstanceOf(HalfSwapped)
    machine.change('cache', 'running')
    // What was put back is let alone, too.
    writeFileSync(path.join(db.folder, 'data'), 'newer data')
    await machine.machine.run(
      takeLock({ stack: 'shop', token: 'abc123', owner: '{"token":"abc123"}' }, undefined)
    )
    expect(await endRun(machine.machine, { stack: 'shop', token: 'abc123' })).toMatchObject({
      restore: 'stuck',
      cleared: ['files'],
      failure: expect.stringMatching(/files: its old data, or a part of it, was removed to make room/)
    })
    expect([machine.stateOf('cache'), db.read('data')]).toEqual(['running', 'newer data'])
  })

  test('is in the safety backup of the first restore that failed, whatever later ones back up', async () => {
    const fails = { swap: () => sh`exit 3` }
    const afterAnother = async (places: readonly string[]) => {
      const machine = newMachine()
      const files = cleared(fails)
      const first = path.join(machine.home, '.predeploy-backup', 'shop', 'journal.first')
      mkdirSync(first, { recursive: true })
      writeFileSync(path.join(first, 'safety'), 'S1\n')
      writeFileSync(path.join(first, '0003.cleared'), '')
      const all = [...places, ...(places.length === 0 ? files.component.restoration.places : [])]
      writeFileSync(
        path.join(first, '0003.places'),
        `${all.map((place) => JSON.stringify(place)).join('\n')}\n# the end\n`
      )
      return swap([files], machine, { safetyBackupId: 'S2' })
    }
    await expect(afterAnother([])).rejects.toThrow(/is the safety backup S1\b/)
    await expect(afterAnother(['volume shop_other'])).rejects.toThrow(/is the safety backup S2\b/)
  })

  test('stays where there would be too little room by now', async () => {
    const files = cleared()
    const fileSystem = { device: '1', bytes: 2 ** 40, freeBytes: 1000 }
    const coming = { bytes: 5000 }
    Object.assign(files.component.instead ?? {}, {
      measure: { script: sh`true`, read: () => [{ fileSystem, bytes: 3000 }] }
    })
    Object.assign(files.component.restoration, {
      outlook: {
        ...{ replaced: [], returning: [], gone: [], kept: [], roomKnown: true },
        demands: [{ coming, fileSystem: { ...fileSystem, freeBytes: 2 ** 39 }, place: 'it lies' }]
      }
    })
    await expect(swap([files])).rejects.toThrow(
      /^files: there is no room beside the old data: .* The old data was put back and is in service\.$/s
    )
    expect(files.read('data')).toBe('old data')
  })

  test('counts as gone where its removal was cut short', async () => {
    const files = cleared({}, () => sh`exit 1`)
    await expect(swap([files])).rejects.toThrow(
      /cannot be put back: files: its old data, or a part of it, was removed/
    )
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
