import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  type DataFiles,
  discardFiles,
  noteEndedByForce,
  stageFiles,
  swapFiles,
  undoFiles
} from '../../src/drivers/redis/files.js'
import { runIn, SHELLS } from '../host-script/shells.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), `it's "data" `))
})
afterEach(() => rmSync(directory, { recursive: true }))

const write = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
  writeFileSync(path.join(directory, name), content)
}
/** Every file below the folder with its content. */
const picture = (folder = ''): Record<string, string> =>
  Object.assign(
    {},
    ...readdirSync(path.join(directory, folder)).map((name) => {
      const below = path.join(folder, name)
      return statSync(path.join(directory, below)).isDirectory()
        ? picture(below)
        : { [below]: readFileSync(path.join(directory, below), 'utf8') }
    })
  )

const MANIFEST = 'file "odd append.aof.1.base.rdb" seq 1 type b\n'
const KINDS = [
  {
    kind: 'a dump',
    files: {
      dump: '-my dump.rdb',
      append: 'appendonly.aof',
      appendFolder: 'appendonlydir',
      appendOnly: false
    },
    restored: { '-my dump.rdb': 'the backup' }
  },
  {
    kind: 'a folder of append-only files',
    files: { dump: 'dump.rdb', append: 'odd append.aof', appendFolder: '-dir of $(parts)', appendOnly: true },
    restored: {
      '-dir of $(parts)/odd append.aof.1.base.rdb': 'the backup',
      '-dir of $(parts)/odd append.aof.manifest': MANIFEST
    }
  },
  {
    kind: 'the append-only file of an old server',
    files: { dump: 'dump.rdb', append: 'appendonly.aof', appendFolder: undefined, appendOnly: true },
    restored: { 'appendonly.aof': 'the backup' }
  }
] as const

describe.each(SHELLS)('in %s', (shell) => {
  describe.each(KINDS)('the files of a server with $kind', ({ files, restored }) => {
    const data = (): DataFiles => ({ directory, files })
    const run = (script: Parameters<typeof runIn>[1], input = '') => {
      const { status, stdout, stderr } = runIn(shell, script, input)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      return stdout
    }
    const stage = () => run(stageFiles(data(), 'run1', { bytes: 100 }), 'the backup')
    const swap = () => run(swapFiles(data(), 'run1'))
    const undo = () => run(undoFiles(data(), 'run1'))
    const discard = () => run(discardFiles(data(), 'run1'))

    const old = {
      [files.dump]: 'old dump',
      [files.append]: 'old append',
      ...(files.appendFolder === undefined
        ? {}
        : { [`${files.appendFolder}/${files.append}.3.incr.aof`]: 'old part' }),
      'users.acl': 'not ours'
    }
    beforeEach(() => {
      for (const [name, content] of Object.entries(old)) write(name, content)
    })

    test('are untouched while the backup is staged', () => {
      stage()
      expect(picture()).toMatchObject(old)
      discard()
      expect(picture()).toEqual(old)
    })

    test('are the backup and nothing of the old data after the swap', () => {
      stage()
      swap()
      swap()
      discard()
      expect(picture()).toEqual({ ...restored, 'users.acl': 'not ours' })
    })

    test('are the old ones after the undo, whatever the server wrote meanwhile', () => {
      stage()
      swap()
      write(files.dump, 'written by the server')
      write(files.append, 'written by the server')
      undo()
      undo()
      discard()
      expect(picture()).toEqual(old)
    })

    test('are the old ones after the undo, which says that they lack something where the server was ended by force', () => {
      stage()
      run(noteEndedByForce(data(), 'run1'))
      swap()
      for (const times of [1, 2]) {
        expect([times, undo()]).toEqual([
          times,
          'incomplete=the server was ended by force before it had written its data, so only what it had saved last was put back\n'
        ])
        expect(picture()).toMatchObject(old)
      }
      discard()
      expect(picture()).toEqual(old)
    })

    test('are the old ones after an undo without a swap', () => {
      stage()
      expect(undo()).toBe('')
      discard()
      expect(picture()).toEqual(old)
    })

    test('are said to be gone by an undo where somebody removed them after the swap', () => {
      stage()
      swap()
      rmSync(path.join(directory, '.predeploy-old-run1'), { recursive: true })
      expect(runIn(shell, undoFiles(data(), 'run1'))).toEqual({
        status: 1,
        stdout: '',
        stderr: `the folder with the old data is gone: ${directory}/.predeploy-old-run1\n`
      })
      expect(picture()).toMatchObject(restored)
    })

    test('come through a swap that was cut short anywhere, either way', () => {
      const names = [files.dump, files.append, files.appendFolder].filter((name) => name !== undefined)
      for (let moved = 0; moved <= names.length; moved += 1) {
        for (const finish of [swap, undo]) {
          stage()
          mkdirSync(path.join(directory, '.predeploy-old-run1'))
          for (const name of names.slice(0, moved)) {
            renameSync(path.join(directory, name), path.join(directory, '.predeploy-old-run1', name))
          }
          finish()
          if (finish === swap) {
            expect(picture()).toMatchObject(restored)
            undo()
          }
          discard()
          expect(picture()).toEqual(old)
        }
      }
    })

    test('come through an undo that was cut short', () => {
      stage()
      swap()
      // Cut between the removal of the new files and the return of the old, after the first of those.
      rmSync(path.join(directory, '.predeploy-old-run1/all-files-are-aside'))
      for (const name of Object.keys(restored))
        rmSync(path.join(directory, name.split('/')[0] as string), { recursive: true, force: true })
      renameSync(path.join(directory, '.predeploy-old-run1', files.dump), path.join(directory, files.dump))
      undo()
      discard()
      expect(picture()).toEqual(old)
    })

    test('need not exist before', () => {
      for (const name of readdirSync(directory)) rmSync(path.join(directory, name), { recursive: true })
      stage()
      swap()
      expect(picture()).toMatchObject(restored)
      undo()
      discard()
      expect(picture()).toEqual({})
    })
  })

  test('staging is refused where the room is missing', () => {
    const data = { directory, files: KINDS[0].files }
    const { status, stderr } = runIn(shell, stageFiles(data, 'run1', { bytes: 2 ** 52 }), 'the backup')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^there is no room beside the old data: \d+ KiB are needed, \d+ are free\n$/)
    expect(existsSync(path.join(directory, '.predeploy-new-run1'))).toBe(false)
  })
})
