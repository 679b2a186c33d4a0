import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Freed, readMeasured } from '../../src/drivers/room.js'
import { canGoFirst, clear, measureCleared, requireRemovable } from '../../src/drivers/tar/clear.js'
import type { Place } from '../../src/drivers/tar/places.js'
import { runIn, SHELLS } from '../host-script/shells.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const KIBIBYTE = 1024

const kibibytes = (printed: string): number =>
  readMeasured(printed).reduce((sum, { bytes }) => sum + bytes, 0) / KIBIBYTE

/** A folder with all kinds of old data: of 200 KiB, and of 200 more that have another name elsewhere. */
function oldData() {
  const root = mkdtempSync(path.join(tmpdir(), 'clear-'))
  folders.push(root)
  const folder = path.join(root, 'a [b]*')
  const write = (name: string, kibibytes: number) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), Buffer.alloc(kibibytes * KIBIBYTE, 1))
  }
  write('file', 100)
  linkSync(path.join(folder, 'file'), path.join(folder, 'the same file'))
  write('-rf', 0)
  write('deep/er/file\nwith a break', 100)
  write('shared', 200)
  linkSync(path.join(folder, 'shared'), path.join(root, 'other name'))
  symlinkSync('/etc/passwd', path.join(folder, 'link'))
  write('.predeploy-old-aa11/old/file', 400)
  const holder = `${folder}/.predeploy-old-bb22`
  const place: Place = { exchange: 'content', target: folder, holder, kept: [], staying: [] }
  return { root, folder, place, tree: () => readdirSync(folder, { recursive: true }).sort() }
}

describe.each(SHELLS)('old data that goes, in %s', (shell) => {
  test('is all but what other restores keep', () => {
    const { root, place, tree } = oldData()
    const { status, stderr } = runIn(shell, clear({ places: [place] }))
    expect([status, stderr]).toEqual([0, ''])
    expect(tree()).toEqual(['.predeploy-old-aa11', '.predeploy-old-aa11/old', '.predeploy-old-aa11/old/file'])
    expect(readdirSync(root)).toContain('other name')
  })

  test('is measured, never too large', () => {
    const { place } = oldData()
    const { stdout } = runIn(shell, measureCleared({ places: [place] }))
    expect(kibibytes(stdout)).toBeGreaterThanOrEqual(200)
    expect(kibibytes(stdout)).toBeLessThan(220)
    const { bavail, bsize } = statfsSync(place.target)
    const [{ fileSystem }] = readMeasured(stdout) as [Freed]
    expect(fileSystem.freeBytes / (bavail * bsize)).toBeCloseTo(1, 1)
  })

  test('may be a file, a link, a folder, or nothing', () => {
    const { folder } = oldData()
    const places = ['file', 'the same file', 'link', 'deep', 'nowhere'].map(
      (name): Place => ({
        exchange: 'whole',
        target: path.join(folder, name),
        holder: `${folder}/.predeploy-old-bb22`,
        kept: [],
        staying: []
      })
    )
    const measured = kibibytes(runIn(shell, measureCleared({ places })).stdout)
    expect(measured).toBeGreaterThanOrEqual(100)
    expect(measured).toBeLessThan(220)
    expect(runIn(shell, clear({ places })).status).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['-rf', '.predeploy-old-aa11', 'shared'])
    // Again, where it was cut short.
    expect(runIn(shell, clear({ places })).status).toBe(0)
  })

  test('must be removable before any of it goes', () => {
    const { place } = oldData()
    expect(runIn(shell, requireRemovable({ places: [place] }))).toMatchObject({ status: 0, stderr: '' })
    // Root may write everywhere, so the shell's own test is made to say no: a fake.
    const text = requireRemovable({ places: [place] }).text.replaceAll('[ -w', '[ ! -w')
    expect(runIn(shell, { text })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^the old data cannot all be removed: the user may not write to .*a \[b\]\*/
      )
    })
  })

  test('that cannot be removed is told', () => {
    const { place } = oldData()
    const { status } = runIn(shell, clear({ places: [{ ...place, target: `${place.target}/nowhere` }] }))
    expect(status).not.toBe(0)
  })
})

test('old data does not go first where a backup leaves something out within it', () => {
  const { place } = oldData()
  expect(canGoFirst({ places: [place] }, [])).toBe(true)
  expect(canGoFirst({ places: [place] }, ['cache'])).toBe(false)
  expect(canGoFirst({ places: [{ ...place, kept: ['deep'] }] }, [])).toBe(false)
  expect(canGoFirst({ places: [{ ...place, staying: ['/deep'] }] }, [])).toBe(false)
})
